import { useMemo } from "react";
import type { LiveProject } from "../../../live/live-store-model.ts";
import type { MetricTable } from "../../../live/metric-table-model.ts";
import { countWords, measureWords } from "../../../wording/number-words.ts";
import { useTasksOfTiles } from "../tile-map/use-tasks-of-tiles.ts";
import { useSelection } from "../use-selection.ts";
import { valuesOfTiles } from "./metric-plot-model.ts";
import styles from "./quality.module.css";

const listed = 100;

/** What was brushed, by name and with its number; a click shows the tile. */
export function BrushedTiles({
	project,
	table,
	tiles,
}: {
	project: LiveProject;
	/** What is plotted. */
	table: MetricTable;
	tiles: ReadonlySet<number>;
}) {
	const { selection, select } = useSelection();
	const values = useMemo(() => valuesOfTiles(table, tiles), [table, tiles]);
	const ids = [...tiles].slice(0, listed).map(String);
	const root = project.stages.find(({ kind }) => kind === "ROOT");
	const names = useTasksOfTiles(project.id, root?.id ?? "", ids.join(" "));
	return (
		<ul className={styles.brushed} aria-label="Brushed tiles">
			{ids.map((id) => (
				<li key={id}>
					<button
						type="button"
						className={styles.link}
						aria-pressed={selection.tile === id}
						onClick={() => select({ kind: "tile", tile: id })}
					>
						{names.get(id)?.name ?? "…"}
					</button>{" "}
					<span className="dim">{(values.get(Number(id)) ?? []).map(measureWords).join(", ")}</span>
				</li>
			))}
			{tiles.size > ids.length ? <li className="dim">and {countWords(tiles.size - ids.length)} more</li> : null}
		</ul>
	);
}
