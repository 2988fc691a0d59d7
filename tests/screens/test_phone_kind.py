"""A number that others answer says so wherever it stands: whoever calls it knows whom they may hear."""

import pytest

from rules.values.lead import PhoneValue
from rules.vocabulary import PhoneKind
from rules.words import Words
from screens.lead.phone_kind import phone_kind


@pytest.mark.parametrize(
    ("lang", "own", "shared"), [("fr", "mobile", "mobile, partagé"), ("en", "mobile", "mobile, shared")]
)
def test_a_shared_number_says_so(lang: str, own: str, shared: str) -> None:
    words = Words(lang)
    for is_shared, shown in ((False, own), (True, shared)):
        phone = PhoneValue(1, "06 39 98 12 34", "+33639981234", PhoneKind.MOBILE, is_shared)
        assert phone_kind(phone, words) == shown
