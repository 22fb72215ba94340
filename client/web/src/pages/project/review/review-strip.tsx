import { useEffect, useRef } from "react";
import { type HeldTask, measuredWords, nameOf, pictureOf } from "./held-result.tsx";
import styles from "./review.module.css";

/** Kept in sight beside the card that is looked at, in pixels. */
const besideCard = 14;

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
	const stripRef = useRef<HTMLUListElement>(null);
	const currentRef = useRef<HTMLLIElement>(null);
	useEffect(() => {
		const [strip, item] = [stripRef.current, currentRef.current];
		if (current === null || strip === null || item === null) return;
		// Not scrollIntoView, which would scroll the page as well, away from the picture that is to be looked at.
		const [room, place] = [strip.getBoundingClientRect(), item.getBoundingClientRect()];
		const beyond =
			Math.max(0, place.right + besideCard - room.right) + Math.min(0, place.left - besideCard - room.left);
		if (beyond !== 0) strip.scrollBy({ left: beyond });
	}, [current]);
	return (
		<ul ref={stripRef} className={styles.strip} aria-label="Held results">
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
