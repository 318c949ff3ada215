"""A product file's rows, one after the other, each with its product or the reason why it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from pos_app.domain.errors import PosError
from pos_app.services.catalog.product_file import FileEmpty
from pos_app.services.catalog.product_rows import Columns, RowReader, find_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pos_app.services.catalog.import_model import ImportOptions
    from pos_app.services.catalog.product_file import Reading, TableFile, TableRow
    from pos_app.services.catalog.product_rows import ProductRow


class TwiceInFile(PosError):
    """An earlier row of the file is about the same goods. Params: text, line."""


def find_file_columns(file: TableFile, options: ImportOptions) -> Columns:
    """Return where a file's fields stand, before anything is begun; raise what its header is refused for."""
    with file.rows() as reading:
        header = next(iter(reading), None)
    if header is None:
        raise FileEmpty(path=str(file.path))
    if header.problem is not None:
        raise header.problem
    columns = find_columns(header.cells, dict(options.mapping))
    # a sheet has no separator that a cell could be cut at: what stands beside its table is a note
    return replace(columns, width=None) if file.kind == "xlsx" else columns


class ProductRows:
    """Reads products; remembers the SKUs and barcodes of the file with their lines."""

    def __init__(self, columns: Columns, options: ImportOptions, digits: int) -> None:
        self._columns = columns
        self._reader = RowReader(columns, digits=digits, price=options.price, tax_ppm=options.tax_ppm)
        self._seen: dict[str, int] = {}

    def read(self, reading: Reading, skip: int) -> Iterator[tuple[TableRow, ProductRow | None, PosError | None]]:
        """Give the rows behind the header and the first `skip`, which are read for what they took only."""
        rows = iter(reading)
        if self._columns.has_header:
            next(rows, None)
        for place, row in enumerate(rows):
            product, reason = self._one(row)
            if place >= skip:
                yield row, product, reason

    def _one(self, row: TableRow) -> tuple[ProductRow | None, PosError | None]:
        if row.problem is not None:
            return None, row.problem
        try:
            product = self._reader.read(row)
            self._refuse_twice(product)
        except PosError as reason:
            return None, reason
        return product, None

    def _refuse_twice(self, product: ProductRow) -> None:
        codes = dict.fromkeys(code for code in (product.sku, product.barcode) if code)
        for code in codes:
            if code in self._seen:
                raise TwiceInFile(text=code, line=self._seen[code])
        # only a row that is taken stands in the way of a later one
        self._seen.update(dict.fromkeys(codes, product.line))
