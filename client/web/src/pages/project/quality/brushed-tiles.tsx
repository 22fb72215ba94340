import type { LiveProject } from "../../../live/live-store-model.ts";
import { countWords } from "../../../wording/number-words.ts";
import { useTasksOfTiles } from "../tile-map/use-tasks-of-tiles.ts";
import { useSelection } from "../use-selection.ts";
import styles from "./quality.module.css";

const listed = 100;

/** What was brushed, by name; a click shows the tile. */
export function BrushedTiles({ project, tiles }: { project: LiveProject; tiles: ReadonlySet<number> }) {
	const { selection, select } = useSelection();
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
					</button>
				</li>
			))}
			{tiles.size > ids.length ? <li className="dim">and {countWords(tiles.size - ids.length)} more</li> : null}
		</ul>
	);
}
