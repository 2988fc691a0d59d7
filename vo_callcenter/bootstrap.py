"""Where the parts meet: one application made of a store and a clock.

Each service is imported and made when it is first asked for, so that the console paints before most of them
are loaded. The attribute names are those of ``screens.services.Services``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from data.store import Store
from data.tables import GroupRow, SiteRow
from vo_callcenter.services.office import Office, wall_clock

if TYPE_CHECKING:
    from vo_callcenter.services.conversation import ConversationService
    from vo_callcenter.services.desk import DeskService
    from vo_callcenter.services.entry import EntryService
    from vo_callcenter.services.handover import HandoverService
    from vo_callcenter.services.identity import IdentityService
    from vo_callcenter.services.imports import ImportService
    from vo_callcenter.services.intake import IntakeService
    from vo_callcenter.services.live import LiveService
    from vo_callcenter.services.messages import ComposeService
    from vo_callcenter.services.outbox import OutboxService
    from vo_callcenter.services.people import PeopleService
    from vo_callcenter.services.qualification import QualificationService
    from vo_callcenter.services.queue import QueueService
    from vo_callcenter.services.records import RecordService
    from vo_callcenter.services.relaunch import RelaunchService
    from vo_callcenter.services.sales import SalesService
    from vo_callcenter.services.sign_in import SignInService
    from vo_callcenter.services.sorting import SortingService
    from vo_callcenter.services.stock import StockService
    from vo_callcenter.services.supervision import SupervisionService
    from vo_callcenter.services.teaching import TeachingService
    from vo_callcenter.services.upkeep import UpkeepService


def bootstrap(url: str, now: Callable[[], datetime] = wall_clock) -> Application:
    """The application on the store at ``url``. Raises ``Refusal`` with a ``store_…`` code for a wrong address."""
    return Application(Store(url), now)


class Application:
    """Every service on one store. Safe to share between threads, but for ``live``: one thread asks it at a time."""

    def __init__(self, store: Store, now: Callable[[], datetime] = wall_clock) -> None:
        self.store = store
        self.office = Office(store, now)
        self._at_close: list[Callable[[], None]] = []

    def at_close(self, act: Callable[[], None]) -> None:
        """Have something ended with the application, last come first gone."""
        self._at_close.append(act)

    def close(self) -> None:
        """End what was started with it and give back every connection."""
        while self._at_close:
            self._at_close.pop()()
        if "live" in self.__dict__:
            self.live.close()
        self.store.dispose()

    @cached_property
    def group_name(self) -> str:
        """The group's name; empty before it is founded."""
        with self.store.reading() as session:
            group = session.get(GroupRow, 1)
            return group.name if group else ""

    @cached_property
    def is_demo(self) -> bool:
        with self.store.reading() as session:
            group = session.get(GroupRow, 1)
            return bool(group and group.is_demo)

    @cached_property
    def timezone(self) -> str:
        """The time zone the group works in: that of its first site."""
        from sqlmodel import col, select

        with self.store.reading() as session:
            first = session.exec(select(SiteRow.timezone).order_by(col(SiteRow.id)).limit(1)).first()
            return first or "Europe/Paris"

    @cached_property
    def sign_in(self) -> SignInService:
        from vo_callcenter.services.sign_in import SignInService

        return SignInService(self.office)

    @cached_property
    def queue(self) -> QueueService:
        from vo_callcenter.services.queue import QueueService

        return QueueService(self.office)

    @cached_property
    def live(self) -> LiveService:
        from vo_callcenter.services.live import LiveService

        return LiveService(self.office)

    @cached_property
    def leads(self) -> RecordService:
        from vo_callcenter.services.records import RecordService

        return RecordService(self.office)

    @cached_property
    def desk(self) -> DeskService:
        from vo_callcenter.services.desk import DeskService

        return DeskService(self.office)

    @cached_property
    def identity(self) -> IdentityService:
        from vo_callcenter.services.identity import IdentityService

        return IdentityService(self.office)

    @cached_property
    def conversation(self) -> ConversationService:
        from vo_callcenter.services.conversation import ConversationService

        return ConversationService(self.office)

    @cached_property
    def qualification(self) -> QualificationService:
        from vo_callcenter.services.qualification import QualificationService

        return QualificationService(self.office)

    @cached_property
    def compose(self) -> ComposeService:
        from vo_callcenter.services.messages import ComposeService

        return ComposeService(self.office)

    @cached_property
    def route(self) -> HandoverService:
        from vo_callcenter.services.handover import HandoverService

        return HandoverService(self.office)

    @cached_property
    def relaunch(self) -> RelaunchService:
        from vo_callcenter.services.relaunch import RelaunchService

        return RelaunchService(self.office)

    @cached_property
    def sales(self) -> SalesService:
        from vo_callcenter.services.sales import SalesService

        return SalesService(self.office)

    @cached_property
    def supervision(self) -> SupervisionService:
        from vo_callcenter.services.supervision import SupervisionService

        return SupervisionService(self.office)

    @cached_property
    def entry(self) -> EntryService:
        from vo_callcenter.services.entry import EntryService

        return EntryService(self.office)

    @cached_property
    def imports(self) -> ImportService:
        from vo_callcenter.services.imports import ImportService

        return ImportService(self.office)

    @cached_property
    def stock(self) -> StockService:
        from vo_callcenter.services.stock import StockService

        return StockService(self.office)

    @cached_property
    def sorting(self) -> SortingService:
        from vo_callcenter.services.sorting import SortingService

        return SortingService(self.office)

    @cached_property
    def teaching(self) -> TeachingService:
        from vo_callcenter.services.teaching import TeachingService

        return TeachingService(self.office)

    @cached_property
    def outbox(self) -> OutboxService:
        from vo_callcenter.services.outbox import OutboxService

        return OutboxService(self.office)

    @cached_property
    def people(self) -> PeopleService:
        from vo_callcenter.services.people import PeopleService

        return PeopleService(self.office)

    # What only the engine asks for.

    @cached_property
    def intake(self) -> IntakeService:
        from vo_callcenter.services.intake import IntakeService

        return IntakeService(self.office)

    @cached_property
    def upkeep(self) -> UpkeepService:
        from vo_callcenter.services.upkeep import UpkeepService

        return UpkeepService(self.office)
