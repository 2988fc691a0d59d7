"""The desk services satisfy what the screens ask: checked by mypy, which reads these assignments."""

from data.store import Store
from screens import asks
from vo_callcenter.services.conversation import ConversationService
from vo_callcenter.services.desk import DeskService
from vo_callcenter.services.handover import HandoverService
from vo_callcenter.services.live import LiveService
from vo_callcenter.services.office import Office
from vo_callcenter.services.qualification import QualificationService
from vo_callcenter.services.queue import QueueService
from vo_callcenter.services.records import RecordService
from vo_callcenter.services.relaunch import RelaunchService
from vo_callcenter.services.sales import SalesService
from vo_callcenter.services.supervision import SupervisionService

METHODS = ("rows", "changes", "card", "claim_next", "start_call", "fill", "offer", "plan", "sell", "figures")


def desk_services(office: Office) -> tuple[object, ...]:
    queue: asks.QueueAsks = QueueService(office)
    live: asks.LiveAsks = LiveService(office)
    leads: asks.LeadAsks = RecordService(office)
    desk: asks.DeskAsks = DeskService(office)
    conversation: asks.ConversationAsks = ConversationService(office)
    qualification: asks.QualificationAsks = QualificationService(office)
    route: asks.RouteAsks = HandoverService(office)
    relaunch: asks.RelaunchAsks = RelaunchService(office)
    sales: asks.SalesAsks = SalesService(office)
    supervision: asks.SupervisionAsks = SupervisionService(office)
    return queue, live, leads, desk, conversation, qualification, route, relaunch, sales, supervision


def test_every_desk_service_has_the_methods_its_screens_ask_for(sqlite_store: Store) -> None:
    for service, method in zip(desk_services(Office(sqlite_store)), METHODS, strict=True):
        assert callable(getattr(service, method))
