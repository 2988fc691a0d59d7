"""What the screen of what arrived lists."""

from enum import StrEnum


class View(StrEnum):
    """In the order of ``v``."""

    WAITING = "waiting"
    FILED = "filed"
    UNDESCRIBED = "undescribed"
    """Mails that became enquiries without a description of their portal."""

    @property
    def next(self) -> "View":
        views = list(View)
        return views[(views.index(self) + 1) % len(views)]

    @property
    def title_key(self) -> str:
        return _KEYS[self][0]

    @property
    def empty_key(self) -> str:
        return _KEYS[self][1]


_KEYS = {
    View.WAITING: ("to_sort.title", "to_sort.empty"),
    View.FILED: ("to_sort.title_filed", "to_sort.empty_filed"),
    View.UNDESCRIBED: ("teaching.title_undescribed", "teaching.empty_undescribed"),
}
