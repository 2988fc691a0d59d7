"""A number that others answer says so wherever it stands: whoever calls it knows whom they may hear."""

import pytest

from rules.values.lead import PhoneValue
from rules.vocabulary import PhoneKind
from rules.words import Words
from screens.lead.phone_kind import phone_kind


@pytest.mark.parametrize(
    ("lang", "own", "shared", "others"),
    [
        ("fr", "mobile", "mobile, partagé", "mobile, à quelqu’un d’autre"),
        ("en", "mobile", "mobile, shared", "mobile, somebody else’s"),
    ],
)
def test_a_number_that_is_shared_or_somebody_elses_says_so(
    lang: str, own: str, shared: str, others: str
) -> None:
    words = Words(lang)
    for is_shared, is_others, shown in ((False, False, own), (True, False, shared), (True, True, others)):
        phone = PhoneValue(1, "06 39 98 12 34", "+33639981234", PhoneKind.MOBILE, is_shared, is_others)
        assert phone_kind(phone, words) == shown
