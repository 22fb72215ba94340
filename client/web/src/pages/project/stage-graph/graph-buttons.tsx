import { useReactFlow } from "@xyflow/react";
import styles from "./graph-buttons.module.css";

/** Of the whole graph, when somebody asks for it: also where its words cannot be read then. */
const fitting = { padding: 0.03, maxZoom: 1 } as const;

/** Smaller, larger, all of it. */
export function GraphButtons() {
	const { zoomIn, zoomOut, fitView } = useReactFlow();
	return (
		<span className={styles.buttons}>
			<button type="button" onClick={() => zoomOut()} aria-label="Show more of the graph" title="Zoom out">
				−
			</button>
			<button type="button" onClick={() => zoomIn()} aria-label="Show the graph larger" title="Zoom in">
				+
			</button>
			<button
				type="button"
				onClick={() => fitView(fitting)}
				aria-label="Show the whole graph"
				title="Show the whole graph"
			>
				⤢
			</button>
		</span>
	);
}
