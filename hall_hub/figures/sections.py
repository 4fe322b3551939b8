"""The parts of a report as HTML, the same on paper and in the console. Every word of an outsider is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from hall_core.domain.business_day import local
from hall_core.domain.figures.definitions import DEFINITIONS
from hall_core.domain.figures.report import Line, Report, Table
from hall_core.domain.figures.tally import PERCENTS, TIMES, Time, share
from hall_core.domain.rating import LEVELS
from hall_hub.figures import columns as c
from hall_hub.figures.charts import bars, lying, parts
from hall_hub.figures.markup import note, section, table
from hall_hub.figures.wording import NONE, Wording, duration

REASONS = 40
"""Calls out of order that are listed with their reasons; how many more there are is said."""
OWN_WORDS = (
    "day",
    "running",
    "visits",
    "steps",
    "completed",
    "no_show",
    "abandoned",
    "wait_first",
    "wait_last",
    "walking",
    "service_time",
    "hold",
    "percentiles",
    "service_level",
    "out_of_order",
    "over",
    "passed",
    "declined",
    "requeued",
    "left",
    "took_over",
    "quick_no_show",
    "satisfied",
    "unanswered",
    "rating_least",
)
"""Of the definitions, those of what an officer is shown of himself."""


def running(report: Report, words: Wording) -> str:
    """That a day is not over stands above everything."""
    now = report.running
    if now is None:
        return ""
    told = words.say("Ngày {day} chưa kết thúc: số liệu tính đến {time}, chỉ gồm lượt đã xong.")
    said = told.format(day=words.day(now.day), time=f"{local(now.as_of):%H:%M}")
    if report.only is None:
        more = words.say("Chưa tính: {waiting} đang chờ, {called} đang ở quầy, {aside} giữ chỗ hoặc hẹn quay lại.")
        said += " " + more.format(waiting=now.waiting, called=now.at_counters, aside=now.aside)
    return f'<p class="running">{escape(said)}</p>'


def tiles(report: Report, words: Wording) -> str:
    say, number, percent = words.say, words.number, words.percent
    whole = report.whole.tally
    minutes = report.roster.service_level_minutes

    def times(time: Time) -> str:
        return f"p90 {duration(whole.percentile(time, 90))} · p95 {duration(whole.percentile(time, 95))}"

    answers = say("{answered} trả lời, {unanswered} không")
    if not report.whole.votes:
        answers = say("chưa đủ {least} trả lời để nêu").replace("{least}", str(report.roster.rating_least))
    given_up = say("{abandoned} lượt; đã hủy {cancelled}")
    told = [
        (words.heading("visits"), number(whole["visits"]),
         say("{count} lượt phục vụ hoàn thành").format(count=number(whole["completed"]))),
        (f"{words.heading('wait_first')}, p50", duration(whole.percentile("wait_first", 50)), times("wait_first")),
        (f"{words.heading('service_time')}, p50", duration(whole.percentile("service_time", 50)),
         times("service_time")),
        (say("Được gọi trong {minutes} phút").format(minutes=minutes), percent(whole.service_level(minutes)), ""),
        (words.heading("satisfied"), percent(report.whole.satisfied),
         answers.format(answered=number(whole.answered), unanswered=number(whole.unanswered))),
        (words.heading("no_show"), percent(c.no_show_share(whole)),
         say("{count} lượt đã gọi").format(count=number(whole["no_show"]))),
        (words.heading("abandoned"), percent(c.abandoned_share(whole)),
         given_up.format(abandoned=number(whole["abandoned"]), cancelled=number(whole["cancelled"]))),
        (words.heading("print_failed"), number(whole["print_failed"]),
         say("{count} không có phiếu giấy").format(count=number(whole["no_paper"]))),
    ]  # fmt: skip
    drawn = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{value}<small>{escape(more)}</small></dd></div>" for name, value, more in told
    )
    return f'<dl class="tiles">{drawn}</dl>' + note(
        say("Thời gian ghi phút:giây, từ một giờ trở lên ghi giờ:phút:giây.")
    )


def times(report: Report, words: Wording) -> str:
    whole, say = report.whole.tally, words.say
    rows = [
        [
            words.heading(time),
            words.number(whole.count(time)),
            *(duration(whole.percentile(time, percent)) for percent in PERCENTS),
        ]
        for time in TIMES
    ]
    title = say("Các khoảng thời gian")
    headings = [say("Khoảng thời gian"), say("Số lượt"), *(f"p{percent}" for percent in PERCENTS)]
    return section(title, table(title, headings, rows))


def hours(report: Report, words: Wording) -> str:
    lines, say = report.tables["hour"], words.say

    def hour(key: str | int) -> str:
        return say("{hour} giờ").format(hour=int(key))

    came = [(hour(x.key), float(x.tally["visits"]), words.number(x.tally["visits"])) for x in lines]
    waits = [(hour(x.key), x.tally.percentile("wait_first", 90)) for x in lines]
    staff = [(hour(x.hour), x.officers, words.number(x.officers, 1)) for x in report.staff]
    waiting = say("{figure}, p90 (phút:giây)").format(figure=words.heading("wait_first"))
    staff_rows = [[hour(x.hour), words.number(x.officers, 1), words.number(x.paused, 1)] for x in report.staff]
    present = words.heading("staff")
    return section(
        say("Theo giờ trong ngày"),
        bars(say("Lượt khách theo giờ lấy số"), came, high=110),
        bars(waiting, [(x, float(y or 0), duration(y)) for x, y in waits], high=90),
        lines_table(report, words, "hour"),
        bars(say("Cán bộ có mặt, trung bình mỗi ngày"), staff, high=70),
        table(present, [words.scope("hour"), present, say("Trong đó tạm dừng")], staff_rows) if staff_rows else "",
    )


def by(report: Report, words: Wording, name: Table, *, whole: bool = False) -> str:
    """The table of one kind, if there is anything in it that the whole does not say."""
    if report.only is not None and report.only.scope == name:
        return ""
    if not report.tables[name] or (name == "month" and len(report.tables[name]) < 2):
        return ""
    return section(c.table_names(words)[name], lines_table(report, words, name, whole=whole))


def officers(report: Report, words: Wording) -> str:
    made = by(report, words, "officer")
    return made and made.removesuffix("</section>") + least(report, words) + "</section>"


def least(report: Report, words: Wording) -> str:
    told = words.say("Tỷ lệ hài lòng chỉ hiển thị khi có từ {least} trả lời trở lên.")
    return note(told.format(least=report.roster.rating_least))


def lines_table(report: Report, words: Wording, name: Table, *, whole: bool = False) -> str:
    say = words.say
    headings = [
        words.scope(name),
        words.heading("steps"),
        words.heading("completed"),
        say("Chờ p50"),
        say("Chờ p90"),
        say("Chờ p95"),
        say("Đúng hạn chờ, %"),
        say("Phục vụ p50"),
        say("Phục vụ p90"),
        words.heading("no_show"),
        words.heading("abandoned"),
        say("Trả lời"),
        words.heading("unanswered"),
        say("Hài lòng, %"),
    ]
    rows = [_row(words, c.line_name(words, name, line), line) for line in report.tables[name]]
    if whole:
        rows.append(_row(words, c.whole_name(words, report), report.whole))
    return table(c.table_names(words)[name], headings, rows, last_is_whole=whole)


def _row(words: Wording, name: str, line: Line) -> list[str]:
    tally = line.tally
    return [
        name,
        words.number(tally["steps"]),
        words.number(tally["completed"]),
        *(duration(tally.percentile("wait_first", percent)) for percent in PERCENTS),
        words.number(tally.service_level(words.roster.service_level_minutes), 2),
        duration(tally.percentile("service_time", 50)),
        duration(tally.percentile("service_time", 90)),
        words.number(tally["no_show"]),
        words.number(tally["abandoned"]),
        words.number(tally.answered),
        words.number(tally.unanswered),
        words.number(line.satisfied, 2),
    ]


def channels(report: Report, words: Wording) -> str:
    if not report.channels:
        return ""
    title = c.table_names(words)["channel"]
    shown = [(words.channel(x.key), x.share, words.percent(x.share)) for x in report.channels]
    rows = [[name, words.number(people), words.number(part, 2)] for name, people, part in c.channel_rows(words, report)]
    devices = [
        [
            x.key,
            words.number(x.tally["visits"]),
            words.number(x.tally["print_failed"]),
            words.number(x.tally["reprints"]),
        ]
        for x in report.tables["device"]
    ]
    boxes = [words.scope("device"), words.heading("visits"), words.heading("print_failed"), words.say("Phiếu in lại")]
    return section(
        title,
        lying(words.say("Tỷ lệ theo kênh lấy số"), shown),
        table(title, c.channel_headings(words), rows),
        note(words.says("channel")),
        table(c.table_names(words)["device"], boxes, devices),
    )


def ratings(report: Report, words: Wording) -> str:
    whole, say = report.whole.tally, words.say
    drawn = ""
    if report.whole.votes:
        levels = [(words.level(x), whole[x], f"level-{at}", _part(words, whole[x], whole.answered))
                  for at, x in enumerate(LEVELS, 1)]  # fmt: skip
        drawn = parts(say("Mức độ hài lòng"), levels)
    agencies = [
        (words.name("agency", x.key), x.satisfied, words.percent(x.satisfied))
        for x in report.tables["agency"]
        if x.votes and x.tally.answered
    ]
    told = say(
        "Đã mời {offered} lượt: {answered} trả lời ({share}), {unanswered} không trả lời; {refused} phiếu không hợp lệ."
    )
    said = told.format(
        offered=words.number(whole["offered"]),
        answered=words.number(whole.answered),
        share=words.percent(share(whole.answered, whole["offered"])),
        unanswered=words.number(whole.unanswered),
        refused=words.number(sum(report.refused_votes.values())),
    )
    return section(
        say("Đánh giá của người dân"),
        drawn,
        lying(say("Tỷ lệ hài lòng theo cơ quan (rất hài lòng và hài lòng)"), agencies) if len(agencies) > 1 else "",
        note(said),
        "" if report.whole.votes else least(report, words),
        note(words.says("satisfied")),
        _bursts(report, words),
    )


def _bursts(report: Report, words: Wording) -> str:
    """Said also when there was none: somebody looked."""
    say, title = words.say, words.heading("burst")
    rows = [
        [
            f"{local(x.since):%d/%m %H:%M}–{local(x.until):%H:%M}",
            words.name("officer", x.officer),
            x.device,
            str(x.votes),
            str(x.satisfied),
        ]
        for x in report.bursts
    ]
    headings = [say("Lúc"), words.scope("officer"), words.scope("device"), say("Số lượt"), say("Trong đó hài lòng")]
    found = table(title, headings, rows) if rows else note(say("Không có lần nào."))
    return f"<h3>{escape(title)}</h3>{found}" + note(words.says("burst"))


def dossiers(report: Report, words: Wording) -> str:
    if not report.dossiers:
        return ""
    say, whole = words.say, report.dossiers[-1]
    answered = whole.early + whole.on_time + whole.late
    kept = [
        (say("Trước hạn"), whole.early, "kept-1", _part(words, whole.early, answered)),
        (say("Đúng hạn"), whole.on_time, "kept-2", _part(words, whole.on_time, answered)),
        (say("Trễ hạn"), whole.late, "kept-3", _part(words, whole.late, answered)),
    ]
    rows = [
        [row[0], *(words.number(x) for x in row[1:6]), words.number(row[6], 2), *(words.number(x) for x in row[7:])]
        for row in c.dossier_rows(words, report)
    ]
    as_of = NONE if report.dossiers_as_of is None else f"{local(report.dossiers_as_of):%d/%m/%Y %H:%M}"
    told = say("Hai cột cuối là tình trạng trong bản dữ liệu lúc {as_of}, không phải của kỳ báo cáo.")
    return section(
        words.heading("dossiers"),
        parts(say("Trả kết quả"), kept),
        table(words.heading("dossiers"), c.dossier_headings(words), rows, last_is_whole=True),
        note(told.format(as_of=as_of)),
        note(words.says("dossiers")),
    )


def turns(report: Report, words: Wording) -> str:
    say = words.say
    title = say("Lượt gọi của cán bộ")
    rows = [[row[0], *(words.number(x) for x in row[1:])] for row in c.skip_rows(words, report)]
    quick = say("Báo vắng quá nhanh: sớm hơn {seconds} giây sau lần gọi cuối.")
    whose = report.only is None or report.only.scope == "officer"
    own = table(title, c.skip_headings(words), rows) if rows and whose else ""
    listed = report.out_of_order[:REASONS]
    reasons = [
        [f"{local(x.at):%d/%m %H:%M}", words.name("officer", x.officer or ""), x.number, str(x.people), x.reason]
        for x in listed
    ]
    more = len(report.out_of_order) - len(listed)
    headings = [say("Lúc"), words.scope("officer"), say("Số phiếu"), say("Vượt qua"), say("Lý do")]
    return section(
        title,
        own + note(quick.format(seconds=report.roster.quick_no_show_s)) if own else "",
        f"<h3>{escape(words.heading('out_of_order'))}</h3>",
        table(words.heading("out_of_order"), headings, reasons) if reasons else note(say("Không có lần nào.")),
        note(say("và {count} lần nữa.").format(count=words.number(more))) if more else "",
    )


def apart(report: Report, words: Wording) -> str:
    say = words.say
    rolls = say("{what}: {tickets} số trong {times} lần nhập, tính riêng.")
    tickets = sum(roll.people for roll in report.rolls)
    told = [
        rolls.format(what=words.heading("roll"), tickets=words.number(tickets), times=len(report.rolls)),
        f"{words.heading('told_late')}: {words.number(report.told_late)}.",
        say("Lần gọi không bảng nào hiển thị kịp: {count}.").format(count=words.number(report.unseen_calls)),
        say("Lượt diễn ra khi đồng hồ bị chỉnh: {count}.").format(
            count=words.number(report.whole.tally["clock_moved"])
        ),
    ]
    return section(say("Tính riêng"), "".join(note(x) for x in told))


def definitions(report: Report, words: Wording, keys: Sequence[str] = tuple(DEFINITIONS)) -> str:
    told = "".join(
        f"<div><dt>{escape(words.heading(key))}</dt><dd>{escape(words.says(key))}</dd></div>" for key in keys
    )
    return section(words.say("Định nghĩa"), f'<dl class="words">{told}</dl>')


def _part(words: Wording, count: int, whole: int) -> str:
    return f"{words.number(count)} ({words.percent(share(count, whole))})"
