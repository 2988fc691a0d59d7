"""All the application answers, as one value: what a seat holds and ``vo_callcenter.bootstrap`` wires."""

from typing import Protocol

from screens.asks import (
    ComposeAsks,
    ConversationAsks,
    DeskAsks,
    IdentityAsks,
    LeadAsks,
    LiveAsks,
    OutboxAsks,
    PeopleAsks,
    QualificationAsks,
    QueueAsks,
    RelaunchAsks,
    RouteAsks,
    SalesAsks,
    SignInAsks,
    StockAsks,
    SupervisionAsks,
)
from screens.incoming_asks import EntryAsks, ImportAsks, SortingAsks


class Services(Protocol):
    """Everything at once, as ``vo_callcenter.bootstrap`` wires it."""

    @property
    def sign_in(self) -> SignInAsks: ...
    @property
    def queue(self) -> QueueAsks: ...
    @property
    def live(self) -> LiveAsks: ...
    @property
    def leads(self) -> LeadAsks: ...
    @property
    def desk(self) -> DeskAsks: ...
    @property
    def identity(self) -> IdentityAsks: ...
    @property
    def conversation(self) -> ConversationAsks: ...
    @property
    def qualification(self) -> QualificationAsks: ...
    @property
    def compose(self) -> ComposeAsks: ...
    @property
    def route(self) -> RouteAsks: ...
    @property
    def relaunch(self) -> RelaunchAsks: ...
    @property
    def sales(self) -> SalesAsks: ...
    @property
    def supervision(self) -> SupervisionAsks: ...
    @property
    def entry(self) -> EntryAsks: ...
    @property
    def imports(self) -> ImportAsks: ...
    @property
    def sorting(self) -> SortingAsks: ...
    @property
    def stock(self) -> StockAsks: ...
    @property
    def outbox(self) -> OutboxAsks: ...
    @property
    def people(self) -> PeopleAsks: ...
    @property
    def group_name(self) -> str: ...
    @property
    def timezone(self) -> str: ...
