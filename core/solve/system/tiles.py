"""Two small steps of dense algebra on tiles of 4 rows and 8 columns, kept in registers.

The solver's blocks are so small (24 unknowns a frame) that BLAS spends its time on being called,
and that compilers leave short loops over arrays, which might overlap, one number at a time. Here a
tile is loaded once, everything is subtracted from it, and it is stored once, as vectors of 8: LLVM
makes of these what the processor has. Source of the scheme: Goto and van de Geijn, Anatomy of
high-performance matrix multiplication (2008), its innermost kernel.

All matrices lie in flat arrays of doubles, row after row, `width` numbers apart; places are counted
in numbers.
"""

from __future__ import annotations

from collections.abc import Callable

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

ROWS, COLUMNS = 4, 8

_DOUBLE = ir.DoubleType()
_COUNT = ir.IntType(64)
_ROW = ir.VectorType(_DOUBLE, COLUMNS)
_MAYBE_FUSED = ("contract",)


def _subtract_products(typing, target, at, left, left_at, right, right_at, width, count):
    """target tile -= sum over k < count of left row k (4 numbers) times right row k (8 numbers).

    The first rows lie at left_at and right_at.
    """
    flat = types.Array(types.float64, 1, "C")
    asked = types.int64
    signature = types.void(flat, asked, flat, asked, flat, asked, asked, asked)

    def generate(context, builder, signature, arguments):
        target, at, left, left_at, right, right_at, width, count = arguments
        target, left, right = (
            _data(context, builder, kind, value)
            for kind, value in zip(signature.args[:5:2], (target, left, right), strict=True)
        )
        places = [_row_place(builder, target, at, width, r) for r in range(ROWS)]
        before = builder.block
        rows = [builder.load(place, align=8) for place in places]
        inside = builder.append_basic_block("products")
        after = builder.append_basic_block("stored")
        builder.cbranch(builder.icmp_signed(">", count, _COUNT(0)), inside, after)
        builder.position_at_end(inside)
        k = builder.phi(_COUNT)
        k.add_incoming(_COUNT(0), before)
        sums = []
        for row in rows:
            total = builder.phi(_ROW)
            total.add_incoming(row, before)
            sums.append(total)
        far = builder.mul(k, width)
        numbers = builder.gep(left, [builder.add(left_at, far)])
        vector = builder.load(_vector_place(builder, right, builder.add(right_at, far)), align=8)
        new = []
        for r, total in enumerate(sums):
            factor = builder.load(builder.gep(numbers, [_COUNT(r)]), align=8)
            product = builder.fmul(_spread(builder, factor), vector, flags=_MAYBE_FUSED)
            new.append(builder.fsub(total, product, flags=_MAYBE_FUSED))
            total.add_incoming(new[-1], inside)
        following = builder.add(k, _COUNT(1))
        k.add_incoming(following, inside)
        builder.cbranch(builder.icmp_signed("<", following, count), inside, after)
        builder.position_at_end(after)
        results = [builder.phi(_ROW) for _ in rows]
        for result, row, changed in zip(results, rows, new, strict=True):
            result.add_incoming(row, before)
            result.add_incoming(changed, inside)
        for result, place in zip(results, places, strict=True):
            builder.store(result, place, align=8)
        return context.get_dummy_value()

    return signature, generate


def _divide_rows(typing, target, at, width, corner):
    """target tile = R'^-1 target, where `corner` (flat, 16) holds R, upper, 4 x 4, with the
    reciprocals of its diagonal on the diagonal."""
    flat = types.Array(types.float64, 1, "C")
    signature = types.void(flat, types.int64, types.int64, flat)

    def generate(context, builder, signature, arguments):
        target, at, width, corner = arguments
        target = _data(context, builder, signature.args[0], target)
        corner = _data(context, builder, signature.args[3], corner)
        places = [_row_place(builder, target, at, width, r) for r in range(ROWS)]
        rows = [builder.load(place, align=8) for place in places]
        for r in range(ROWS):
            for above in range(r):
                factor = builder.load(builder.gep(corner, [_COUNT(ROWS * above + r)]), align=8)
                product = builder.fmul(_spread(builder, factor), rows[above], flags=_MAYBE_FUSED)
                rows[r] = builder.fsub(rows[r], product, flags=_MAYBE_FUSED)
            scale = builder.load(builder.gep(corner, [_COUNT(ROWS * r + r)]), align=8)
            rows[r] = builder.fmul(_spread(builder, scale), rows[r])
            builder.store(rows[r], places[r], align=8)
        return context.get_dummy_value()

    return signature, generate


#: To be called from other kernels; the docstrings say with what.
subtract_products: Callable[..., None] = intrinsic(_subtract_products)
divide_rows: Callable[..., None] = intrinsic(_divide_rows)


def _data(context, builder, kind, value):
    return context.make_array(kind)(context, builder, value).data


def _row_place(builder, data, at, width, row):
    return _vector_place(builder, data, builder.add(at, builder.mul(width, _COUNT(row))))


def _vector_place(builder, data, at):
    return builder.bitcast(builder.gep(data, [at]), _ROW.as_pointer())


def _spread(builder, number):
    """A vector of the same number."""
    one = builder.insert_element(ir.Constant(_ROW, ir.Undefined), number, ir.IntType(32)(0))
    nothing = ir.Constant(ir.VectorType(ir.IntType(32), COLUMNS), [0] * COLUMNS)
    return builder.shuffle_vector(one, ir.Constant(_ROW, ir.Undefined), nothing)
