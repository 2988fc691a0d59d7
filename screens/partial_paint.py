"""Painting part of a screen costs what that part costs.

Textual 8 asks every widget for all its lines whenever one line of one widget changes, filters them and throws most of
it away: for a cursor move, some five hundred lines instead of six.
"""

from collections.abc import Iterable

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip


class PartialCompositor(Compositor):
    """Asks only the widgets that show in what is painted, and only for the lines between its first and its last.

    ``_get_renders`` is Textual's own: ``tests/screens/test_partial_paint.py`` paints the same with and without it.
    """

    _painted: tuple[Region, ...] = ()

    def render_partial_update(self) -> ChopsUpdate | None:
        self._painted = tuple(self._dirty_regions)
        return super().render_partial_update()

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if crop is None or crop == self.size.region:
            yield from super()._get_renders(crop)
            return
        band = Region(0, crop.y, self.size.width, crop.height)
        for widget, (region, clip) in self.visible_widgets.items():
            lines = clip.intersection(band)
            shown = region.intersection(lines)
            if shown and any(shown.overlaps(painted) for painted in self._painted):
                yield region, lines, widget.render_lines(shown.translate(-region.offset))
