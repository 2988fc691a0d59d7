"""First names: which short forms stand for which name, and which two are a man's and a woman's.

Source: usual French short forms; general knowledge.
"""

from collections.abc import Mapping

_SHORT_FORMS = """
alexandre alex sacha alexander
alexandra alexia
antoine antonin toine tony anthony
benjamin ben benji
catherine cathy kathy katherine
charles charlie
christian chris
christine cricri christina
christophe toph christopher
daniel dan dany
david dave
dominique dom domi
edouard edward ed
elisabeth elizabeth babeth lisbeth
emmanuel manu emanuel
emmanuelle emma manue
eric erik
fabrice fab
florence flo
francois francis
francoise fanfan
frederic fred freddy
frederique fredo
gerard gege
gregory greg gregoire
guillaume guigui william
isabelle isa
jacques jacky jacquot
jacqueline jacquie
jean-baptiste jb
jean-claude jc
jean-francois jf jeff
jean-louis jl
jean-luc jluc
jean-marc jm
jean-michel jmi
jean-paul jpaul
jean-philippe jphi
jean-pierre jp
joseph jo jose
josephine josie
laurence lolo
laurent lau
madeleine mado
marguerite margot maggie
marie-christine marie-cri
maxime max
michel mich mickey
mickael michael mike mick mika
mohamed mohammed muhammad mohammad med momo mehmet
monique mona
nathalie nath nat natalie
nicolas nico nicholas
olivier oli olive
pascal pasc
patrice pat
patrick patou
philippe phil philip
raphael raph rafael
robert bob rob
romain rom
samuel sam sammy
sandrine sandy
sebastien seb bastien
serge sergio
sophie so
stephane steph stefan stephan
stephanie stef
sylvie syl
theodore theo
thierry titi
thomas tom tommy
valerie val
veronique vero
victor vic
vincent vince
virginie virg
xavier xav
yann yannick yan
zoe zouzou
"""
_NAME_OF: Mapping[str, str] = {
    form.replace("-", ""): line.split()[0].replace("-", "")
    for line in _SHORT_FORMS.strip().splitlines()
    for form in line.split()
}
_ENDINGS = (("c", "que"), ("k", "que"), ("nt", "nce"), ("o", "a"), ("f", "ve"))
"""How a man's name becomes a woman's, beside a last ``e``: Frédéric, Frédérique; Clément, Clémence."""


def whole_name(name: str) -> str:
    """The name that a short form stands for; any other name is itself. Plain lower-case letters in and out."""
    return _NAME_OF.get(name, name)


def is_the_other_sex(one: str, other: str) -> bool:
    """Whether two first names differ as a man's from a woman's: Jean and Jeanne, Michel and Michelle."""
    short, long = sorted((one, other), key=len)
    if not short or short == long:
        return False
    if long in (f"{short}e", f"{short}{short[-1]}e"):
        return True
    return any(
        (a.endswith(man) and b == a[: len(a) - len(man)] + woman)
        for a, b in ((one, other), (other, one))
        for man, woman in _ENDINGS
    )
