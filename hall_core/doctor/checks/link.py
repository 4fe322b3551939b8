"""Whether the box's program is connected to the hall's broker, and if not, what stands in between."""

from __future__ import annotations

import socket

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, on_hub, text
from hall_core.mqtt.outage import LinkError
from hall_core.ui.translate import Say

CHECK = "link"
PATIENCE = 5.0
"""Seconds for the broker to answer."""
REFUSES = 1.0
"""Seconds in which it says that it does not take the box's certificate."""
OURS = ("keys", "others-keys", "revoked", "expired", "stranger", "unfit", "refused")
"""Reasons that lie in this box's own certificate."""
THEIRS = ("foreign-broker", "false-broker", "no-tls", "no-agreement", "tls")
"""Reasons that lie in what answers at the address."""


def name(say: Say) -> str:
    return say("Kết nối với máy chủ")


def look(box: Box) -> Finding | None:
    if box.device is None or box.broker is None:
        return found(CHECK, "unknown", "unnamed")
    at = f"{box.broker[0]}:{box.broker[1]}"
    if box.doing is not None and box.doing.linked:
        return found(CHECK, "good", broker=at)
    # By its own word it is not connected, or says nothing: here it is tried as the program would.
    why = _try(box, box.broker)
    if why == "" and box.doing is None:
        return found(CHECK, "alarm", "no-program", broker=at)
    return found(CHECK, "alarm", why or (box.doing.why if box.doing else "") or "away", broker=at)


def _try(box: Box, broker: tuple[str, int]) -> str:
    """Why there is no connection; empty when there is one."""
    from hall_core.mqtt.secure import context

    assert box.device is not None, "asked only where it is known"
    try:
        with socket.create_connection(broker, PATIENCE) as plain:
            if box.keys.missing() is not None:
                return "keys"
            trusted = context(box.keys, box.device.id, check_ends=False, handshake_timeout=PATIENCE)
            with trusted.wrap_socket(plain) as connection:
                return _refusal(connection)
    except LinkError as error:
        return error.reason
    except socket.gaierror:
        return "unresolved"
    except ConnectionRefusedError:
        return "nobody-there"
    except OSError:
        return "away"


def _refusal(connection: socket.socket) -> str:
    """What the broker says of our certificate, which it looks at only when we have finished; empty: nothing, so that it
    takes it."""
    from hall_core.mqtt.secure import why_it_broke

    connection.settimeout(REFUSES)
    try:
        connection.recv(1)
    except TimeoutError:
        return ""
    except OSError:
        why = why_it_broke(connection)
        return "away" if why is None else why.reason
    return "refused"


def _told_of_hub(finding: Finding, lost: str, say: Say) -> Told:
    """The broker is on this very box: there is no cable in between."""
    if finding.case in (*OURS, "broker-expired"):
        return Told(
            lost,
            say("Chứng thư của các chương trình trên máy chủ không được nhận, hoặc đã hết hạn."),
            say("Chạy motcua hall renew, rồi systemctl restart hall-broker; xem mục Đồng hồ."),
        )
    if finding.case in THEIRS:
        return Told(
            lost,
            say("Cái đang trả lời ở cổng đó không có chứng thư của trung tâm này."),
            say(
                "Chạy motcua hall renew, rồi systemctl restart hall-broker; xem có chương trình khác giữ cổng đó không."
            ),
        )
    return Told(
        lost,
        say("Chương trình trung chuyển trên máy này không chạy hoặc bị treo; cả trung tâm không có tin mới."),
        say("Chạy systemctl restart hall-broker; nếu vẫn thế, xem mục Dịch vụ."),
    )


def tell(finding: Finding, say: Say) -> Told:
    at = text(finding, "broker")
    lost = say("Không nối được với máy chủ tại {broker}").format(broker=at)
    if on_hub(finding) and finding.case not in (None, "unnamed", "no-program"):
        return _told_of_hub(finding, lost, say)
    match finding.case:
        case None:
            return Told(say("Đã nối với máy chủ tại {broker}").format(broker=at))
        case "unnamed":
            return Told(
                say("Chưa biết máy này là thiết bị nào"),
                say("Máy chưa được nhận vào trung tâm, hoặc tệp cấu hình không có thiết bị này."),
                say("Cấp gói khởi động cho máy (motcua device claim) rồi khởi động lại."),
            )
        case "no-program":
            return Told(
                say("Máy chủ trả lời nhưng chương trình của máy này không chạy"),
                say("Thiết bị không phục vụ được cho đến khi chương trình chạy lại."),
                say("Xem mục Dịch vụ ở dưới; khởi động lại máy nếu vẫn thế."),
            )
        case "nobody-there":
            return Told(
                lost,
                say("Máy ở địa chỉ đó có trả lời mạng, nhưng chương trình trung chuyển không chạy."),
                say("Kiểm tra máy chủ: đã bật chưa, dịch vụ hall-broker có chạy không, cổng có đúng không."),
            )
        case "unresolved":
            return Told(
                lost,
                say("Không tìm thấy tên máy chủ trong mạng."),
                say("Dùng địa chỉ IP của máy chủ trong gói khởi động, hoặc sửa máy chủ tên miền của mạng."),
            )
        case "broker-expired":
            return Told(
                lost,
                say("Chứng thư của máy chủ đã hết hạn, hoặc đồng hồ máy này sai."),
                say("Chạy motcua hall renew trên máy chủ; xem mục Đồng hồ của máy này."),
            )
        case case if case in OURS:
            return Told(
                lost,
                say("Máy chủ không nhận chứng thư của máy này."),
                say("Cấp chứng thư mới cho thiết bị (motcua device claim), nếu máy không bị loại có chủ ý."),
            )
        case case if case in THEIRS:
            return Told(
                lost,
                say("Cái đang trả lời ở địa chỉ đó không phải máy chủ của trung tâm này."),
                say("Kiểm tra địa chỉ và cổng. Nếu đúng mà vẫn thế, xem có thiết bị lạ nào trong mạng."),
            )
        case _:
            return Told(
                lost,
                say("Không có mạng đến máy chủ, hoặc máy chủ đang tắt. Thiết bị vẫn chạy, nhưng không có tin mới."),
                say("Kiểm tra dây mạng, đèn ở cổng mạng, bộ chia mạng, rồi máy chủ."),
            )
