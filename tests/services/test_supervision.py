from datetime import timedelta

from rules.vocabulary import Capability, Channel, Clock, Source, Stage, TaskKind
from tests.services.center import Center
from tests.services.refusals import refused
from tests.services.test_records import statements


def answered(center: Center, minutes: int, login: str = "camille", **what: object) -> int:
    """A lead whose customer is called after so many minutes, then let rest."""
    lead = center.claimed(login, **what)
    center.wall.go(minutes=minutes)
    center.call(lead, login)
    center.desk.release(center.who(login), lead)
    return lead


def test_figures_are_median_p90_and_attainment_of_true_runs(center: Center) -> None:
    for minutes in (1, 2, 3, 4, 90):
        answered(center, minutes)
    figures = center.supervision.figures(center.who("anne"), 1)
    first = next(each for each in figures.clocks if each.clock is Clock.FIRST_RESPONSE)
    assert (first.count, first.median_s, first.p90_s, first.attainment) == (5, 180, 5_400, 0.8)
    (camille,) = [each for each in figures.people if each.count]
    assert (camille.name, camille.count, camille.median_s) == ("Camille", 5, 180)
    (source,) = figures.sources
    assert (source.source, source.received, source.sold) == (Source.LEBONCOIN, 5, 0)
    assert sum(each.count for each in figures.hours) == 5


def test_today_is_compared_with_yesterday_up_to_the_same_hour(center: Center) -> None:
    answered(center, 2)
    center.wall.go(hours=6)
    answered(center, 3)
    center.wall.go(hours=18, minutes=20)
    figures = center.supervision.figures(center.who("anne"), 1)
    now, before = figures.clocks[0], figures.before[0]
    assert (now.count, before.count) == (0, 1)
    week = center.supervision.figures(center.who("anne"), 7)
    assert week.clocks[0].count == 2


def test_a_manager_sees_the_figures_of_their_own_sites(center: Center) -> None:
    answered(center, 2)
    assert center.supervision.figures(center.who("paul"), 1).clocks[0].count == 0
    assert center.supervision.figures(center.who("mona"), 1).clocks[0].count == 1
    with refused("other_site"):
        center.supervision.figures(center.who("anne"), 1, center.group.vienne)
    with refused("not_allowed"):
        center.supervision.figures(center.who("camille"), 1)
    with refused("not_allowed"):
        center.supervision.drill(center.who("mona"), 1)


def test_the_table_of_people_counts_only_the_leads_of_the_managers_sites(center: Center) -> None:
    center.accepted("louis")
    center.accepted("marc")
    center.claimed("samir", site=center.group.vienne)
    held = {
        login: {
            each.name: each.open_leads for each in center.supervision.figures(center.who(login), 1).people
        }
        for login in ("anne", "paul", "mona")
    }
    assert held["anne"] == {"Camille": 0, "Louis": 1}
    assert held["paul"] == {"Camille": 0, "Marc": 1, "Samir": 1}
    assert held["mona"] == {"Camille": 0, "Louis": 1, "Marc": 1, "Samir": 1}
    one = center.supervision.figures(center.who("mona"), 1, center.group.vienne).people
    assert {each.name: each.open_leads for each in one} == held["paul"]


def test_every_figure_opens_to_the_runs_it_is_made_of(center: Center) -> None:
    slow = answered(center, 90)
    answered(center, 1)
    missed = center.supervision.drill(center.who("anne"), 1, Clock.FIRST_RESPONSE, missed_only=True)
    assert [(each.lead_id, each.business_s, each.staff) for each in missed] == [(slow, 5_400, "Camille")]
    everybody = center.supervision.drill(center.who("anne"), 1, staff_id=center.group.people["samir"])
    assert list(everybody) == []


def test_figures_take_the_same_statements_however_many_leads_there_are(center: Center) -> None:
    counts = []
    for _ in range(2):
        answered(center, 1)
        with statements(center.store) as seen:
            center.supervision.figures(center.who("anne"), 30)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 10


def test_late_leads_and_those_due_within_the_hour_are_at_risk(center: Center) -> None:
    lead = center.lead()
    assert [row.id for row in center.supervision.at_risk(center.who("anne"))] == [lead]
    center.wall.go(hours=2)
    figures = center.supervision.figures(center.who("anne"), 1)
    assert (figures.late_now, figures.open_leads, figures.unowned) == (1, 1, 1)


def test_an_open_lead_that_nobody_will_act_on_is_shown(center: Center) -> None:
    lead = center.accepted("louis")
    center.call(lead, "louis")
    rows = center.supervision.without_next_action(center.who("anne"))
    assert [row.id for row in rows] == [lead]
    center.relaunch.plan(
        center.who("louis"), lead, center.wall.at + timedelta(days=1), TaskKind.RELAUNCH, Channel.PHONE
    )
    assert center.supervision.without_next_action(center.who("anne")) == []


def test_a_lead_is_given_to_another_salesperson_at_once(center: Center) -> None:
    lead = center.accepted("louis")
    center.supervision.reassign(center.who("anne"), lead, center.group.people["ines"])
    assert center.field(lead, "salesperson_id") == center.group.people["ines"]
    assert center.field(lead, "stage") == Stage.ACCEPTED
    with refused("already_theirs"):
        center.supervision.reassign(center.who("anne"), lead, center.group.people["ines"])


def test_a_lead_is_given_to_an_operator_even_back_from_sales(center: Center) -> None:
    lead = center.accepted("louis")
    center.supervision.reassign(center.who("anne"), lead, center.group.people["samir"])
    assert center.field(lead, "owner_id") == center.group.people["samir"]
    assert center.field(lead, "holder") == "center"


def test_only_supervisors_reassign(center: Center) -> None:
    lead = center.claimed()
    assert not center.who("camille").may(Capability.SUPERVISE)
    with refused("not_allowed"):
        center.supervision.reassign(center.who("camille"), lead, center.group.people["samir"])


def test_a_warning_then_a_breach_are_said_once(center: Center) -> None:
    lead = center.lead()
    center.wall.go(minutes=60)
    assert center.upkeep.warn_and_breach() == 1
    assert center.upkeep.warn_and_breach() == 0
    assert center.kinds(lead) == ["received", "breached"]


def test_a_claim_on_which_nothing_was_done_returns_to_the_queue(center: Center) -> None:
    lead = center.claimed()
    center.wall.go(minutes=19)
    assert center.upkeep.expire_claims() == 0
    center.wall.go(minutes=2)
    assert center.upkeep.expire_claims() == 1
    assert (center.field(lead, "owner_id"), center.field(lead, "stage")) == (None, Stage.NEW)


def test_a_note_keeps_the_claim_alive(center: Center) -> None:
    lead = center.claimed()
    center.wall.go(minutes=15)
    center.conversation.note(center.who("camille"), lead, "Je cherche le carnet.")
    center.wall.go(minutes=10)
    assert center.upkeep.expire_claims() == 0
