import type { ReactNode } from "react";
import type { FiguresFragment } from "../../api/generated/documents.ts";
import styles from "./figure-list.module.css";
import { figureWords } from "./figures-words.ts";

/** What would be added, become stale, run again; one after the other. */
export function FigureList({
	figures,
	nothing = null,
	testId,
	children,
}: {
	figures: FiguresFragment;
	/** What is said where nothing changes. */
	nothing?: string | null;
	testId?: string;
	/** More of them. */
	children?: ReactNode;
}) {
	const words = figureWords(figures);
	return (
		<ul className={styles.figures} data-testid={testId}>
			{words.length === 0 && nothing !== null ? <li>{nothing}</li> : null}
			{words.map((figure) => (
				<li key={figure.words} className={`tone-${figure.tone}`}>
					{figure.words}
				</li>
			))}
			{children}
		</ul>
	);
}
