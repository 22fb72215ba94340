import { StateMark } from "../../../states/state-mark.tsx";
import { taskStateTable } from "../../../states/state-table.ts";
import { plural } from "../../../wording/number-words.ts";
import { unitPlane, unitWords } from "../../../wording/unit-words.ts";
import { useSelection } from "../use-selection.ts";
import styles from "./tile-map.module.css";
import type { TileMapData } from "./use-tile-map.ts";

/** The units of a stage that works on groups: each is one task, chosen here because it has no cell of its own. */
export function GroupStrip({ groups }: { groups: NonNullable<TileMapData["groups"]> }) {
	const { selection, select } = useSelection();
	const more = (groups.totalCount ?? groups.edges.length) - groups.edges.length;
	if (groups.edges.length === 0) return <p className={styles.groupNone}>No group has a member yet.</p>;
	return (
		<ul className={styles.groups} aria-label="Groups">
			{groups.edges.map(({ node }) => {
				const look = taskStateTable[node.state];
				return (
					<li key={node.id}>
						<button
							type="button"
							aria-pressed={selection.task === node.id}
							className={selection.task === node.id ? styles.groupSelected : ""}
							title={node.reason}
							onClick={() =>
								select({ kind: "task", task: node.id, tile: null, stage: node.stage.id, z: unitPlane(node.unit) })
							}
						>
							<StateMark state={node.state} size={10} />
							{unitWords(node.unit)}
							<span style={{ color: look.textColour }}>{look.word}</span>
						</button>
					</li>
				);
			})}
			{more > 0 ? <li className="dim">and {plural(more, "more group")}</li> : null}
		</ul>
	);
}
