import { Link } from "wouter";
import { taskStateTable } from "../states/state-table.ts";
import styles from "./shell.module.css";

const cells = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** Nine tiles being worked off. */
export function Brand() {
	return (
		<Link href="/projects" className={styles.brand} aria-label="Tilewright: all projects">
			<svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true">
				{cells.map((cell) => (
					<rect
						key={cell}
						x={1.2 + (cell % 3) * 4.7}
						y={1.2 + Math.floor(cell / 3) * 4.7}
						width="4"
						height="4"
						rx=".8"
						fill={cell < 4 ? taskStateTable.SUCCEEDED.colour : cell === 4 ? taskStateTable.RUNNING.colour : "#39424f"}
					/>
				))}
			</svg>
			<span>Tilewright</span>
		</Link>
	);
}
