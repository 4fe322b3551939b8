"""Letters that change at every key go into the same texture, and look as they always do."""

from __future__ import annotations

from tests.screens_support import Glass


def ink(glass: Glass, text: str, *, steady: bool, before: str = "") -> bytes:
    """The pixels of a block that showed ``before`` and then ``text``."""
    from kivy.uix.floatlayout import FloatLayout

    from hall_core.ui.widgets.text_block.text_block import TextBlock

    block = TextBlock(text=before or text, steady=steady, size_hint=(None, None), size=(400, 60), lines=1)
    root = FloatLayout()
    root.add_widget(block)
    glass.show(root)
    block.text = text
    return glass.picture("steady").read_bytes()


def test_a_steady_text_looks_like_any_other(glass: Glass) -> None:
    assert ink(glass, "Đăng ký khai sinh", steady=True) == ink(glass, "Đăng ký khai sinh", steady=False)


def test_a_steady_text_ends_in_no_half_word(glass: Glass) -> None:
    from hall_core.ui.widgets.text_block.text_block import TextBlock, measure

    wide = measure("body", "regular")("Khai sinh kết hợp nhận cha, mẹ,") + 2
    block = TextBlock(text="Khai sinh kết hợp nhận cha, mẹ, con", steady=True, lines=2, width=wide)
    assert block.shown.splitlines()[-1] in ("mẹ, con", "cha, mẹ, con")


def test_after_other_letters_nothing_of_them_is_left(glass: Glass) -> None:
    after = ink(glass, "Sổ đỏ", steady=True, before="Đăng ký khai sinh lần đầu")
    assert after == ink(glass, "Sổ đỏ", steady=False)


def test_other_letters_take_no_other_texture(glass: Glass) -> None:
    from hall_core.ui.widgets.text_block.text_block import TextBlock

    block = TextBlock(text="Khai sinh", steady=True, size=(400, 60))
    glass.show(block)
    block.size = 400, 60
    glass.frames()
    (rendered,) = block._steady.values()
    texture = rendered.texture
    block.text = "Đăng ký tạm trú"
    glass.frames()
    assert [each.texture for each in block._steady.values()] == [texture]
