/** The rhythm of an acquisition, learned from when its own tiles arrived; and whether the next one is overdue. */

export interface Arrival {
	/** When the tile was first seen, by the database's clock. */
	readonly atMs: number;
	/** Lattice position; null where the source gives none. */
	readonly x: number | null;
	readonly y: number | null;
	readonly z: number | null;
}

/** What the instrument does before a tile: the next one beside it, a new row, a new plane. */
export type GapKind = "tile" | "row" | "plane";

export interface ArrivalRhythm {
	/** The usual time between two tiles of a row, in milliseconds. */
	readonly tileMs: number;
	/** The usual time before the first tile of a row and of a plane; null when none was seen. */
	readonly rowMs: number | null;
	readonly planeMs: number | null;
	/** The usual distance of intervals from `tileMs` (median of the absolute deviations). */
	readonly spreadMs: number;
	/** The usual time between two moments at which tiles came: longer than `tileMs` where several come at once. */
	readonly batchMs: number;
	/** What comes before the next tile, as far as the rows and planes so far tell. */
	readonly next: GapKind;
	readonly lastMs: number;
}

/** Tiles that came within this are one look of ours, whatever the instrument did meanwhile. */
const sameLookMs = 100;
/** So many at one look were there before: an old acquisition that is being read in says nothing of its rhythm. */
const bulkTiles = 32;
const leastIntervals = 3;
/** Rhythms change over a night; older intervals do not count. */
const keptIntervals = 200;

interface Interval {
	readonly kind: GapKind;
	readonly perTileMs: number;
	readonly wholeMs: number;
	readonly tiles: number;
}

/** `arrivals` in the order of arrival. Null until there are a few intervals to learn from. */
export function learnRhythm(arrivals: readonly Arrival[]): ArrivalRhythm | null {
	const isSlow = slowAxisOf(arrivals);
	const intervals: Interval[] = [];
	let first = 0;
	for (let index = 1; index <= arrivals.length; index++) {
		const isSameLook = index < arrivals.length && at(arrivals, index) - at(arrivals, index - 1) < sameLookMs;
		if (isSameLook) continue;
		const tiles = index - first;
		if (first > 0 && tiles < bulkTiles) {
			const wholeMs = at(arrivals, first) - at(arrivals, first - 1);
			const kind = tiles === 1 ? gapKind(arrivals[first - 1], arrivals[first], isSlow) : "tile";
			intervals.push({ kind, wholeMs, perTileMs: wholeMs / tiles, tiles });
		}
		first = index;
	}
	const recent = intervals.slice(-keptIntervals);
	if (recent.length < leastIntervals) return null;
	const ofKind = (kind: GapKind) => recent.filter((interval) => interval.kind === kind);
	const inRows = ofKind("tile").length >= leastIntervals ? ofKind("tile") : recent;
	const tileMs = median(inRows.map((interval) => interval.perTileMs));
	const gap = (kind: GapKind) => {
		const seen = ofKind(kind);
		return seen.length === 0 ? null : median(seen.map((interval) => interval.wholeMs));
	};
	return {
		tileMs,
		rowMs: gap("row"),
		planeMs: gap("plane"),
		spreadMs: median(inRows.map((interval) => Math.abs(interval.perTileMs - tileMs))),
		batchMs: median(inRows.map((interval) => interval.wholeMs)),
		next: nextGap(arrivals, isSlow),
		lastMs: at(arrivals, arrivals.length - 1),
	};
}

/** When the next tile is due, and from when on its absence is worth an alarm. */
export function nextArrival(rhythm: ArrivalRhythm): { readonly dueMs: number; readonly alarmMs: number } {
	const { next, tileMs, rowMs, planeMs, batchMs, spreadMs, lastMs } = rhythm;
	const usual = Math.max(tileMs, batchMs);
	// Whether a full row also ends its plane is not always known: the longer of the two is waited for.
	const waited = { tile: usual, row: Math.max(usual, rowMs ?? 0, planeMs ?? 0), plane: Math.max(usual, planeMs ?? 0) };
	const expected = waited[next];
	const patience = Math.max(leastPatienceMs, 2 * expected, expected + 8 * spreadMs);
	return { dueMs: lastMs + expected, alarmMs: lastMs + expected + patience };
}

/** Below this nobody wants to be called, however fast the instrument is. */
const leastPatienceMs = 10_000;

/** The in-plane axis along which the instrument moves less often: its change begins a row. */
function slowAxisOf(arrivals: readonly Arrival[]): "x" | "y" {
	let changesOfX = 0;
	let changesOfY = 0;
	for (let index = 1; index < arrivals.length; index++) {
		const before = arrivals[index - 1];
		const tile = arrivals[index];
		if (tile?.x !== before?.x) changesOfX++;
		if (tile?.y !== before?.y) changesOfY++;
	}
	return changesOfX < changesOfY ? "x" : "y";
}

function gapKind(before: Arrival | undefined, tile: Arrival | undefined, slow: "x" | "y"): GapKind {
	if (!before || !tile || tile.z === null || tile.x === null) return "tile";
	if (tile.z !== before.z) return "plane";
	return tile[slow] === before[slow] ? "tile" : "row";
}

/** A row that is as long as rows usually are is full; so is a plane. */
function nextGap(arrivals: readonly Arrival[], slow: "x" | "y"): GapKind {
	const rows: number[] = [];
	const planes: number[] = [];
	let row = 1;
	let plane = 1;
	let rowIsWhole = false;
	let planeIsWhole = false;
	for (let index = 1; index < arrivals.length; index++) {
		const kind = gapKind(arrivals[index - 1], arrivals[index], slow);
		// The first row and plane of the sample may have begun before it.
		if (kind !== "tile") {
			if (rowIsWhole) rows.push(row);
			rowIsWhole = true;
			row = 0;
		}
		if (kind === "plane") {
			if (planeIsWhole) planes.push(plane);
			planeIsWhole = true;
			plane = 0;
		}
		row++;
		plane++;
	}
	if (planes.length > 0 && planeIsWhole && plane >= median(planes)) return "plane";
	return rows.length > 0 && rowIsWhole && row >= median(rows) ? "row" : "tile";
}

function at(arrivals: readonly Arrival[], index: number): number {
	return arrivals[index]?.atMs ?? 0;
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? 0;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
