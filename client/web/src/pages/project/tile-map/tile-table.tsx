import { useMemo, useRef, useState } from "react";
import type { LiveProject, LiveStage } from "../../../live/live-store-model.ts";
import { Sentence } from "../../../shell/time-text.tsx";
import { useSettled } from "../../../shell/use-settled.ts";
import { visibleRows } from "../../../shell/visible-rows.ts";
import { StateWord } from "../../../states/state-mark.tsx";
import { staleLook, taskStatesByCode } from "../../../states/state-table.ts";
import { countWords } from "../../../wording/number-words.ts";
import { useSelection } from "../use-selection.ts";
import { placeWords, stateWordsOf } from "./cell-words.ts";
import styles from "./tile-map.module.css";
import { emptyCell, type PlaneColours, type PlaneLayout } from "./tile-map-model.ts";
import { useTasksOfTiles } from "./use-tasks-of-tiles.ts";

const rowHeight = 26;
const settleMs = 120;

/** The map as a table, for those who do not see it or do not want it; only the rows in sight exist. */
export function TileTable({
	layout,
	colours,
	project,
	stage,
	z,
}: {
	project: LiveProject;
	stage: LiveStage;
	layout: PlaneLayout;
	colours: PlaneColours;
	z: number | null;
}) {
	const { selection, select } = useSelection();
	const scroller = useRef<HTMLDivElement>(null);
	const [scrolled, setScrolled] = useState({ top: 0, height: 600 });
	const cells = useMemo(() => {
		const found: number[] = [];
		colours.cells.forEach((code, cell) => {
			if (code !== emptyCell) found.push(cell);
		});
		return found;
	}, [colours]);
	const { first, last } = visibleRows(scrolled.top, scrolled.height, rowHeight, cells.length);
	// Asked for once scrolling has come to rest.
	const inSight = useSettled(
		cells
			.slice(first, last)
			.map((cell) => layout.tileAt[cell])
			.join(" "),
		settleMs,
	);
	const root = project.stages.find(({ kind }) => kind === "ROOT") ?? stage;
	const names = useTasksOfTiles(project.id, root.id, inSight);
	const tasks = useTasksOfTiles(project.id, stage.id, inSight);
	return (
		<div
			ref={scroller}
			className={styles.tableScroller}
			onScroll={({ currentTarget }) =>
				setScrolled({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })
			}
		>
			<table className={styles.table} aria-rowcount={cells.length + 1}>
				<caption className={styles.spoken}>
					{stage.name}, plane {z ?? "without positions"}: {countWords(cells.length)} positions
				</caption>
				<thead>
					<tr>
						<th scope="col">Tile</th>
						<th scope="col">Position</th>
						<th scope="col">State</th>
						<th scope="col">Why</th>
						<th scope="col">Tiles</th>
						<th scope="col">
							<span className={styles.spoken}>Open</span>
						</th>
					</tr>
				</thead>
				<tbody>
					<tr style={{ height: first * rowHeight }} />
					{cells.slice(first, last).map((cell, index) => {
						const tile = String(layout.tileAt[cell]);
						const state = taskStatesByCode[colours.cells[cell] ?? emptyCell];
						return (
							<tr
								key={cell}
								aria-rowindex={first + index + 2}
								className={selection.tile === tile ? styles.rowSelected : ""}
							>
								<td>{names.get(tile)?.name ?? "…"}</td>
								<td>{placeWords(layout, cell)}</td>
								<td>
									{state === undefined ? (
										<span className="dim">{stateWordsOf(colours.cells[cell] ?? emptyCell)}</span>
									) : (
										<StateWord state={state} />
									)}
									{tasks.get(tile)?.isStale ? (
										<span style={{ color: staleLook.textColour }}>, {staleLook.word}</span>
									) : null}
								</td>
								<td className={styles.why} title={tasks.get(tile)?.reason}>
									<Sentence text={tasks.get(tile)?.reason ?? ""} />
								</td>
								<td>{layout.tilesAt[cell]}</td>
								<td>
									<button type="button" className={styles.rowButton} onClick={() => select({ kind: "tile", tile, z })}>
										Open<span className={styles.spoken}> the tile at {placeWords(layout, cell)}</span>
									</button>
								</td>
							</tr>
						);
					})}
					<tr style={{ height: (cells.length - last) * rowHeight }} />
				</tbody>
			</table>
		</div>
	);
}
