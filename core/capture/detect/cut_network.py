"""A network's file (TensorFlow Lite) without the outputs that nobody asks for.

Whatever runs such a file runs all of its operations. MediaPipe's pose network also draws the
person's outline, 256 by 256, which takes a third of its time. What is left computes what it
computed before, to the last bit.

Layout: a table points back to a list of where its fields are, a list begins with its length, a
reference counts from where it stands (FlatBuffers' internals; tensorflow/compiler/mlir/lite/
schema/schema.fbs, version 3).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

_FORMAT = b"TFL3"
#: Fields by their places in the schema's tables Model, SubGraph and Operator.
_SUBGRAPHS = 2
_OUTPUTS, _OPERATORS = 2, 3
_OPERATOR_INPUTS, _OPERATOR_OUTPUTS = 1, 2


def cut_to_outputs(network: bytes, wanted: Sequence[int]) -> bytes:
    """The same network with these of its outputs only, in this order, and what they need.

    Args:
        network: the file's content.
        wanted: places in its list of outputs.
    Raises: ValueError for what is no such file, was cut short or has fewer outputs.
    """
    if network[4:8] != _FORMAT:
        raise ValueError("This is no network of TensorFlow Lite.")
    try:
        return _cut(_Tables(network), wanted)
    except (struct.error, IndexError) as error:
        raise ValueError("This network was cut short.") from error


def _cut(file: _Tables, wanted: Sequence[int]) -> bytes:
    graph = file.tables_in(file.list_of(file.referred(0), _SUBGRAPHS))[0]
    outputs, operators = file.list_of(graph, _OUTPUTS), file.list_of(graph, _OPERATORS)
    known = file.numbers_in(outputs)
    if not all(0 <= place < len(known) for place in wanted):
        raise ValueError(f"A network with {len(known)} outputs has no outputs {list(wanted)}.")
    kept = [known[place] for place in wanted]
    needed, run = set(kept), []
    for operator in reversed(file.tables_in(operators)):
        if needed.intersection(file.numbers_in(file.list_of(operator, _OPERATOR_OUTPUTS))):
            needed.update(file.numbers_in(file.list_of(operator, _OPERATOR_INPUTS)))
            run.append(operator)
    file.become_numbers(outputs, kept)
    file.become_tables(operators, run[::-1])
    return bytes(file.content)


class _Tables:
    """FlatBuffers by the places of their parts in the file; lists may become shorter."""

    def __init__(self, content: bytes) -> None:
        self.content = bytearray(content)

    def referred(self, at: int) -> int:
        """What a reference points to."""
        return at + self._read("<I", at)

    def list_of(self, table: int, field: int) -> int:
        """The list that is a table's field; every list that is asked for is there."""
        fields = table - self._read("<i", table)
        return self.referred(table + self._read("<H", fields + 4 + 2 * field))

    def numbers_in(self, list_at: int) -> list[int]:
        count = self._read("<I", list_at)
        return list(struct.unpack_from(f"<{count}i", self.content, list_at + 4))

    def tables_in(self, list_at: int) -> list[int]:
        count = self._read("<I", list_at)
        return [self.referred(list_at + 4 + 4 * place) for place in range(count)]

    def become_numbers(self, list_at: int, numbers: Sequence[int]) -> None:
        struct.pack_into(f"<I{len(numbers)}i", self.content, list_at, len(numbers), *numbers)

    def become_tables(self, list_at: int, tables: Sequence[int]) -> None:
        ways = [table - (list_at + 4 + 4 * place) for place, table in enumerate(tables)]
        struct.pack_into(f"<I{len(ways)}I", self.content, list_at, len(ways), *ways)

    def _read(self, form: str, at: int) -> int:
        return struct.unpack_from(form, self.content, at)[0]
