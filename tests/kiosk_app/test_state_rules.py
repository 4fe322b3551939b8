"""Whatever is tapped and heard in whatever order, these hold."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hall_core.contract.messages import Reply
from hall_core.domain.commands import IssueTicket
from hall_core.domain.facts import GivenUp, PaperFailed, PaperPrinted
from hall_core.domain.refusal import Refusal
from hall_core.mqtt.heard import Answered, HubBack, HubQuiet, LinkDown, LinkUp, Unanswered
from hall_core.ui.translate import Words
from kiosk_app import messages as m
from kiosk_app.jobs.tickets import pages as p
from kiosk_app.jobs.tickets.pages import Asking, Issued, Print
from kiosk_app.kiosk import Home
from kiosk_app.messages import Ask, Effect, Tell
from kiosk_app.state import wake_at
from kiosk_app.view import view
from tests.kiosk_app.conftest import Hand, hall_state, heard, make_kiosk, service_state, ticket

TAPS = st.sampled_from(
    [
        p.Begin(),
        p.ChooseField("ho-tich"),
        p.ChooseField("dat-dai"),
        p.ChooseService("sao-y"),
        p.ChooseService("khai-sinh"),
        p.ChoosePriority(None),
        p.ChoosePriority("cao-tuoi"),
        m.TurnTo(1),
        m.GoBack(),
        m.GoHome(),
        m.StillHere(),
        m.Speak("en"),
        m.Speak("vi"),
    ]
)
NEWS = st.sampled_from(
    [
        LinkUp(),
        LinkDown(),
        HubQuiet(1),
        HubBack(),
        heard(hall_state()),
        heard(hall_state(open=False)),
        heard(service_state("sao-y", 3)),
        heard(service_state("sao-y", 3, "numbers-spent")),
        m.ProblemSeen("paper-out", True),
        m.ProblemSeen("paper-out", False),
    ]
)
PAUSES = st.sampled_from([0, 50, 250, 400, 1_000, 12_000, 60_000])
WORDS = Words()


class AnyDay(RuleBasedStateMachine):
    """A kiosk, its citizens, its hub and its printer, all out of hand."""

    def __init__(self) -> None:
        super().__init__()
        self.hand = Hand(make_kiosk())
        self.commands: dict[str, IssueTicket] = {}
        self.open: list[str] = []
        self.papers: list[str] = []
        self.printed: list[str] = []
        self.given_up: set[str] = set()
        for news in (LinkUp(), heard(hall_state())):
            self.hand.hear(news)

    def carry_out(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Ask(id, command):
                    assert isinstance(command, IssueTicket)
                    assert not self.on_the_way(), "a second number is asked for while the first is on its way"
                    self.commands[id] = command
                    self.open.append(id)
                    self.hand.id = f"018f0000-0000-7000-8000-{len(self.commands):012x}"
                case Print(ticket=printed):
                    assert printed.id not in self.printed, "one ticket goes on paper once"
                    self.printed.append(printed.id)
                    self.papers.append(printed.id)
                case Tell(GivenUp(ticket=id)):
                    assert id in self.commands
                    self.given_up.add(id)
                case Tell(PaperPrinted(ticket=id) | PaperFailed(ticket=id)):
                    assert id in self.printed
                case _:
                    pass

    def on_the_way(self) -> set[str]:
        """Numbers that were asked for, not answered, and not given up."""
        return set(self.open) - self.given_up

    @rule(tap=TAPS, pause=PAUSES)
    def somebody_taps(self, tap: m.Tap, pause: int) -> None:
        self.hand.wait(pause)
        effects = self.hand.hear(tap)
        assert sum(isinstance(effect, Ask) for effect in effects) <= 1, "one tap, one wish"
        self.carry_out(effects)

    @rule(service=st.sampled_from(["sao-y", "khai-sinh"]), rounds=st.integers(1, 2))
    def somebody_walks_through(self, service: str, rounds: int) -> None:
        """All the way to the question, as far as it goes from here; twice: whoever is in a hurry tries again."""
        way = [m.GoHome(), p.Begin(), p.ChooseField("ho-tich"), p.ChooseService(service), p.ChoosePriority(None)]
        for tap in way * rounds:
            self.somebody_taps(tap, 400)

    @rule(news=NEWS)
    def something_is_heard(self, news: m.Message) -> None:
        self.carry_out(self.hand.hear(news))

    @rule(pause=PAUSES)
    def time_passes(self, pause: int) -> None:
        self.hand.wait(pause)
        self.carry_out(self.hand.hear(m.Woke()))

    @precondition(lambda self: self.open)
    @rule(data=st.data(), fate=st.sampled_from(["issued", "refused", "storage", "nobody", "empty"]))
    def the_hub_answers(self, data: st.DataObject, fate: str) -> None:
        id = data.draw(st.sampled_from(self.open))
        self.open.remove(id)
        command = self.commands[id]
        if fate == "nobody":
            answer: m.Message = Unanswered(id)
        elif fate == "refused":
            answer = Answered(Reply(to=id, refusal=Refusal("numbers-spent")))
        elif fate == "storage":
            answer = Answered(Reply(to=id, refusal=Refusal("storage")))
        elif fate == "issued":
            answer = Answered(Reply(to=id, ticket=ticket(command.service, id)))
        else:
            answer = Answered(Reply(to=id))
        self.carry_out(self.hand.hear(answer))

    @precondition(lambda self: self.papers)
    @rule(trouble=st.sampled_from([None, "paper-out"]))
    def the_printer_is_done(self, trouble: str | None) -> None:
        id = self.papers.pop(0)
        self.carry_out(self.hand.hear(p.Paper(id, trouble)))

    @invariant()
    def every_page_but_home_ends_by_itself(self) -> None:
        kiosk = self.hand.kiosk
        assert isinstance(kiosk.page, Home) or kiosk.deadline is not None
        assert isinstance(kiosk.page, Home) or wake_at(kiosk, self.hand.now) <= max(self.hand.mono, kiosk.deadline or 0)

    @invariant()
    def the_question_on_its_way_is_the_one_the_page_waits_for(self) -> None:
        page = self.hand.kiosk.page
        if isinstance(page, Asking):
            assert page.intent in self.commands

    @invariant()
    def the_number_on_the_page_is_one_that_was_asked_for(self) -> None:
        page = self.hand.kiosk.page
        if isinstance(page, Issued):
            assert page.ticket.id in self.commands

    @invariant()
    def there_is_always_something_to_show(self) -> None:
        view(self.hand.kiosk, WORDS.into("vi"), self.hand.now)

    def teardown(self) -> None:
        """Left alone, it goes home, in Vietnamese."""
        for _ in range(6):
            kiosk = self.hand.kiosk
            self.hand.wait(max(0, wake_at(kiosk, self.hand.now) - self.hand.mono))
            if kiosk.deadline is not None:
                self.hand.wait(max(0, kiosk.deadline - self.hand.mono))
            self.carry_out(self.hand.hear(m.Woke()))
        assert self.hand.kiosk.page == Home()
        assert self.hand.kiosk.language == "vi"


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(max_examples=100, stateful_step_count=40)
