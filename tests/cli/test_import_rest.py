"""`pos import finish`, stopped by Ctrl+C: nothing of the import is left."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from pos_app.app import build
from pos_app.cli import import_rest, main
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.catalog.import_upkeep import Upkeep

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.catalog.import_model import ImportProgress


class CutOffError(Exception):
    """What a kill is to a run: nothing is tidied up."""


class PressesCtrlC:
    """A progress line in front of which somebody has second thoughts, and third ones."""

    def __call__(self, _progress: ImportProgress) -> None:
        signal.raise_signal(signal.SIGINT)

    def end(self) -> None:
        """Nothing was drawn."""


def test_ctrl_c_undoes_an_import_that_is_being_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text("sku,name,price\n" + "".join(f"B{n},Thing {n},1.00\n" for n in range(400)), encoding="utf-8")
    services = build(tmp_path / "shop")

    def cut(_progress: ImportProgress) -> None:
        raise CutOffError

    with monkeypatch.context() as killed:
        killed.setattr("pos_app.services.catalog.import_products.undo_import", lambda *_given: None)
        with pytest.raises(CutOffError):
            services.imports.run(goods, ImportOptions(), rejects=lambda _row, _reason: None, progress=cut)
    assert services.imports.unfinished() is not None
    assert 0 < services.catalog.count() < 400
    monkeypatch.setattr(import_rest, "ProgressLine", PressesCtrlC)
    former = signal.getsignal(signal.SIGINT)
    assert main(["--data", str(tmp_path / "shop"), "import", "finish"]) == 1
    assert signal.getsignal(signal.SIGINT) == former
    said = capsys.readouterr().err
    assert "Stopping: what was imported is being undone" in said
    assert "stopped and undone" in said
    assert services.imports.unfinished() is None
    assert services.catalog.count() == 0
    services.close()


def test_ctrl_c_leaves_an_undo_half_done_and_says_how_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop, goods = tmp_path / "shop", tmp_path / "goods.csv"
    goods.write_text("sku,name,price\n" + "".join(f"B{n},Thing {n},1.00\n" for n in range(400)), encoding="utf-8")
    assert main(["--data", str(shop), "import", "products", str(goods)]) == 0
    with monkeypatch.context() as pressed:
        pressed.setattr(Upkeep, "step", lambda _self: signal.raise_signal(signal.SIGINT))
        assert main(["--data", str(shop), "import", "undo", "--last"]) == 1
    assert capsys.readouterr().err.endswith("The undo was stopped half way; `pos import undo` goes on with it.\n")
    assert main(["--data", str(shop), "import", "undo"]) == 0
    services = build(shop)
    assert services.catalog.count() == 0
    services.close()
