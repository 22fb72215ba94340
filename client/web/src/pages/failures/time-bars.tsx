import { plural } from "../../wording/number-words.ts";
import { localTimeWords } from "../../wording/time-words.ts";
import styles from "./failures.module.css";
import { timeBars } from "./failures-model.ts";

const height = 26;

/** Attempts over time; every group of a page over the same time, each to its own height. */
export function TimeBars({
	overTime,
	fromMs,
	nowMs,
}: {
	overTime: readonly { readonly at: string; readonly attempts: number }[];
	fromMs: number;
	nowMs: number;
}) {
	const bars = timeBars(overTime, fromMs, nowMs);
	const width = 100 / bars.length;
	const total = overTime.reduce((sum, step) => sum + step.attempts, 0);
	const begin = localTimeWords(new Date(fromMs), new Date(nowMs));
	return (
		<svg
			className={styles.bars}
			viewBox={`0 0 100 ${height}`}
			preserveAspectRatio="none"
			role="img"
			aria-label={`${plural(total, "attempt")} since ${begin}`}
		>
			<title>{`since ${begin}, most ${Math.max(0, ...bars.map((bar) => bar.attempts))} in one step`}</title>
			<line x1="0" x2="100" y1={height - 0.5} y2={height - 0.5} stroke="var(--line-strong)" strokeWidth="1" />
			{bars.map((bar, index) =>
				bar.attempts === 0 ? null : (
					<rect
						key={bar.atMs}
						x={index * width}
						width={Math.max(1, width * 0.8)}
						y={height - Math.max(2, bar.height * (height - 2))}
						height={Math.max(2, bar.height * (height - 2))}
						fill="#e0610f"
					/>
				),
			)}
		</svg>
	);
}
