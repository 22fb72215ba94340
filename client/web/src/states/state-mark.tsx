import type { TaskState } from "../api/generated/documents.ts";
import { type MarkShape, taskStateTable } from "./state-table.ts";
import styles from "./states.module.css";

/** The shapes in a square of 16: filled or stroked. Also painted on the tile map. */
export const markPaths: Readonly<Record<MarkShape, { readonly path: string; readonly strokeWidth: number | null }>> = {
	dot: { path: "M8 5.2a2.8 2.8 0 1 1 0 5.6a2.8 2.8 0 1 1 0-5.6", strokeWidth: null },
	ring: { path: "M8 3.2a4.8 4.8 0 1 1 0 9.6a4.8 4.8 0 1 1 0-9.6", strokeWidth: 2.4 },
	triangle: { path: "M4.5 2.5L13.5 8L4.5 13.5Z", strokeWidth: null },
	diamond: { path: "M8 1.5L14.5 8L8 14.5L1.5 8Z", strokeWidth: null },
	check: { path: "M2.8 8.6L6.4 12.2L13.2 4.4", strokeWidth: 2.6 },
	minus: { path: "M2.6 8H13.4", strokeWidth: 3.2 },
	cross: { path: "M3.6 3.6L12.4 12.4M12.4 3.6L3.6 12.4", strokeWidth: 2.8 },
	slash: { path: "M3.6 12.4L12.4 3.6", strokeWidth: 2.8 },
	hollow: { path: "M3.2 3.2H12.8V12.8H3.2Z", strokeWidth: 1.6 },
	stale: { path: "M2.4 9.8C4.6 4.6 6.8 5.6 8 8S11.4 11.4 13.6 6.2", strokeWidth: 2.2 },
	pause: { path: "M4 3H6.8V13H4ZM9.2 3H12V13H9.2Z", strokeWidth: null },
};

export function Mark({
	shape,
	colour,
	size = 12,
	title,
}: {
	shape: MarkShape;
	colour: string;
	size?: number;
	title?: string;
}) {
	const { path, strokeWidth } = markPaths[shape];
	const isStroked = strokeWidth !== null;
	return (
		<svg
			className={styles.mark}
			viewBox="0 0 16 16"
			width={size}
			height={size}
			role={title === undefined ? "presentation" : "img"}
			aria-hidden={title === undefined}
			aria-label={title}
			fill={isStroked ? "none" : colour}
			stroke={isStroked ? colour : "none"}
			strokeWidth={strokeWidth ?? 0}
		>
			<path d={path} />
		</svg>
	);
}

/** The shape of a state alone; `label` false where the word stands beside it. */
export function StateMark({ state, size = 12, label = true }: { state: TaskState; size?: number; label?: boolean }) {
	const look = taskStateTable[state];
	return <Mark shape={look.shape} colour={look.textColour} size={size} {...(label ? { title: look.word } : {})} />;
}

export function StateWord({ state }: { state: TaskState }) {
	const look = taskStateTable[state];
	return (
		<span className={styles.word} style={{ color: look.textColour }} title={look.meaning}>
			<StateMark state={state} label={false} />
			{look.word}
		</span>
	);
}
