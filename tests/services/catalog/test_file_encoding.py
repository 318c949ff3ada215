"""Encodings found out: files as suppliers send them, long and short, down to the one letter that tells."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from pos_app.services.catalog.file_encoding import SAMPLE
from pos_app.services.catalog.product_file import look_at

if TYPE_CHECKING:
    from pathlib import Path

FRENCH = (
    "Crème brûlée à la vanille",
    "Pâté de campagne «\N{NO-BREAK SPACE}breton\N{NO-BREAK SPACE}»",
    "Bûche glacée créée par l’atelier",
    "Œufs frais – boîte de 6",
    "ROSÉ DE LOIRE, CRÉÉE EN 1931",
    "Eau gazeuse 1 l",
)
GERMAN = ("Süßkram gemischt", "GRÖßERE PACKUNG", "Bäckerhefe, 42 g", "Gefäß für Öl", "Käsespätzle „Allgäu“", "Tee")
SPANISH = ("Piñón pelado", "Jamón ibérico de bellota", "Turrón de Jijona, 1ª calidad", "¡Ánimo! café molido", "Sal")
CHINESE = ("燕麦奶", "红豆包", "五香豆腐干 200克", "镕记烧鹅", "洗衣液（薰衣草味）", "酱油")
MIXED = ("Häagen-Dazs 哈根达斯冰淇淋", "Nestlé雀巢咖啡", "T恤 XL", "U盘 32GB", "A4纸", "iPhone手机壳", "L'Oréal 欧莱雅")
TRADITIONAL = ("臺灣鳳梨酥", "錫蘭無糖紅茶", "雞蛋麵")


def table(names: tuple[str, ...] | list[str]) -> str:
    return "barcode,name,price\n" + "".join(f"69012345{at:05},{name},9.90\n" for at, name in enumerate(names))


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "goods.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("times", [1, 3000])
@pytest.mark.parametrize(
    ("names", "codec", "found"),
    [
        (FRENCH, "cp1252", "latin-1"),
        (GERMAN, "cp1252", "latin-1"),
        (SPANISH, "cp1252", "latin-1"),
        (FRENCH + GERMAN + SPANISH, "cp1252", "latin-1"),
        (CHINESE, "gb18030", "gb18030"),
        (MIXED, "gb18030", "gb18030"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (CHINESE + MIXED + TRADITIONAL, "gb18030", "gb18030"),
    ],
)
def test_whole_files(tmp_path: Path, names: tuple[str, ...], codec: str, found: str, times: int) -> None:
    file = look_at(written(tmp_path, table(names * times).encode(codec)))
    assert (file.encoding, file.guessed) == (found, True)
    with file.rows() as reading:
        assert [row.cells[1] for row in reading][1:] == [name.partition(",")[0] for name in names * times]


@pytest.mark.parametrize(
    "name",
    [
        *("Süßkram", "Piñón", "GRÖßE", "CRÉÉE", "créé", "Gefäß", "éès", "Crème", "Müsli", "Œufs", "l’eau", "Ñora"),
        *("1 ½ l", "20 °C", "Sirop «\N{NO-BREAK SPACE}Rosa\N{NO-BREAK SPACE}»"),
    ],
)
def test_one_western_name_tells(tmp_path: Path, name: str) -> None:
    assert look_at(written(tmp_path, table([name]).encode("cp1252"))).encoding == "latin-1"


@pytest.mark.parametrize(
    "name", ["葱", "豆腐", "T恤", "U盘", "A4打印纸", "梨", "Häagen-Dazs哈根达斯", "红豆包", "（大）"]
)
def test_one_chinese_name_tells(tmp_path: Path, name: str) -> None:
    assert look_at(written(tmp_path, table([name]).encode("gb18030"))).encoding == "gb18030"


def test_a_price_with_the_euro_sign_of_windows_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "name;price\nKäse;9,90 €\n".encode("cp1252"))
    with look_at(path).rows() as reading:
        assert [row.cells for row in reading][1] == ("Käse", "9,90 €")


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize(
    ("first", "rest", "codec", "found"),
    [
        ("GRÖßE", "Käse", "cp1252", "latin-1"),
        ("A面B面", "红豆包", "gb18030", "gb18030"),
        ("A面B", "红豆包", "gb18030", "gb18030"),
        ("20 °C", "燕麦奶", "gb18030", "gb18030"),
    ],
)
def test_few_letters_at_the_beginning_are_not_the_last_word(
    tmp_path: Path, compressed: bool, first: str, rest: str, codec: str, found: str
) -> None:
    names = [first, *["Tea"] * (SAMPLE // 20), *[rest] * 10]
    data = table(names).encode(codec)
    file = look_at(written(tmp_path, gzip.compress(data) if compressed else data))
    assert file.encoding == found


def test_most_of_a_file_outweighs_a_stray_byte(tmp_path: Path) -> None:
    chinese = table(CHINESE * 20).encode("gb18030") + b"6901234599999,od\xffd,1.00\n"
    assert look_at(written(tmp_path, chinese)).encoding == "gb18030"
    unicode = table(CHINESE * 20).encode() + b"6901234599999,od\xffd,1.00\n"
    file = look_at(written(tmp_path, unicode))
    assert (file.encoding, file.guessed) == ("utf-8", True)
    with file.rows() as reading:
        last = list(reading)[-1]
    assert last.cells[1] == "od\udcffd"


def test_a_line_without_end_is_looked_at_in_pieces(tmp_path: Path) -> None:
    data = b"name\n" + b"x" * (3 * SAMPLE) + "é".encode() * SAMPLE + b"\nTea\n"
    assert look_at(written(tmp_path, data)).encoding == "utf-8"
    assert look_at(written(tmp_path, data.replace("é".encode(), "é".encode("cp1252")))).encoding != "utf-8"
