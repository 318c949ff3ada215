"""Faces: tabular figures where the system has them, Chinese where it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QFontDatabase, QFontMetricsF

from pos_app.services.language import translator
from pos_app.ui import fonts

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def test_the_best_face_of_the_system_is_taken() -> None:
    assert fonts.latin_face(["Microsoft YaHei", "Noto Sans", "Inter"]) == "Inter"
    assert fonts.latin_face(["Microsoft YaHei", "Segoe UI"]) == "Segoe UI"
    assert fonts.latin_face(["Comic Sans MS"]) is None


def test_chinese_takes_a_known_face_before_any_other() -> None:
    assert fonts.chinese_face(["Arial"], lambda: ["SimSun", "AR PL UMing"]) == "AR PL UMing"
    assert fonts.chinese_face(["Arial"], list) is None


def test_no_writing_system_is_asked_for_where_a_face_is_known() -> None:
    def asked() -> list[str]:
        raise AssertionError

    assert fonts.chinese_face(["WenQuanYi Micro Hei", "Arial"], asked) == "WenQuanYi Micro Hei"


def test_a_system_without_chinese_is_told_so_kindly() -> None:
    said = fonts.notice(translator("en"), None)
    assert said is not None
    assert "Noto Sans CJK" in said
    assert fonts.notice(translator("en"), "SimSun") is None


@pytest.mark.parametrize("size", [13, 28])
def test_figures_have_one_width(qapp: QApplication, size: int) -> None:
    assert qapp is not None
    if fonts.latin_face(set(QFontDatabase.families())) is None:
        pytest.skip("this system has none of the faces with tabular figures: install fonts-noto-core")
    metrics = QFontMetricsF(fonts.font(fonts.system_faces(), size))
    assert {metrics.horizontalAdvance(figure) for figure in "0123456789"} == {metrics.horizontalAdvance("0")}
