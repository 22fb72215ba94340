import { useEffect, useRef } from "react";
import { type HeldTask, measuredWords, nameOf, pictureOf } from "./held-result.tsx";
import styles from "./review.module.css";

/** What waits, in the order in which it is walked through. */
export function Strip({
	tasks,
	current,
	chosen,
	onGo,
	onToggle,
}: {
	tasks: readonly HeldTask[];
	current: string | null;
	chosen: ReadonlySet<string>;
	onGo: (id: string) => void;
	onToggle: (id: string) => void;
}) {
	const currentRef = useRef<HTMLLIElement>(null);
	useEffect(() => {
		if (current !== null) currentRef.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
	}, [current]);
	return (
		<ul className={styles.strip} aria-label="Held results">
			{tasks.map((task) => {
				const picture = pictureOf(task);
				return (
					<li key={task.id} ref={task.id === current ? currentRef : null}>
						<button
							type="button"
							className={`${styles.card} ${task.id === current ? styles.current : ""} ${chosen.has(task.id) ? styles.chosen : ""}`}
							aria-current={task.id === current}
							onClick={(event) => (event.shiftKey ? onToggle(task.id) : onGo(task.id))}
						>
							{picture === null ? <span className={styles.blank} /> : <img src={picture} alt="" loading="lazy" />}
							<span>{nameOf(task)}</span>
							<span className={styles.measured}>{measuredWords(task)}</span>
							{chosen.has(task.id) ? <span className={styles.spoken}>chosen</span> : null}
						</button>
					</li>
				);
			})}
		</ul>
	);
}
