"""Names of people who do not exist, for as many leads as a benchmark needs."""

_SYLLABLES = (
    "ba do fi gu ka lo mi nu pe ra so ti va zu bri cla dre flo gre plu sta tro vil mon ger lan ber cou rou hen que jar"
).split()
_FIRST_NAMES = (
    "Jean Marie Pierre Nathalie Michel Isabelle Philippe Sylvie Alain Catherine Nicolas Martine Patrick Christine Thomas"
    " Camille Laurent Sandrine Julien Céline David Julie Sébastien Virginie Thierry Stéphanie Olivier Aurélie Karim Inès"
).split()


def first_name(number: int) -> str:
    """The most usual names, each of one person in thirty: about as crowded as a first name gets in France."""
    return _FIRST_NAMES[number * 7 % len(_FIRST_NAMES)]


def family_name(number: int) -> str:
    """A name that no other number has: people who are all called alike would make reading a search for likeness."""
    syllables = list[str]()
    for _ in range(4):
        number, place = divmod(number, len(_SYLLABLES))
        syllables.append(_SYLLABLES[(place * 7 + len(syllables) * 5) % len(_SYLLABLES)])
    return "".join(syllables).capitalize()
