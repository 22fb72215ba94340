import type { ReactNode } from "react";
import styles from "./shell.module.css";

/** A titled part of a page; `aside` stands at the right of the title. */
export function Panel({
	title,
	aside,
	children,
	className = "",
	isScrolled = false,
}: {
	title: string;
	aside?: ReactNode;
	children: ReactNode;
	className?: string | undefined;
	/** It holds a list that may be longer than its room, and nothing in it need take the focus: the panel does, to be scrolled by keys. */
	isScrolled?: boolean;
}) {
	return (
		<section className={`${styles.panel} ${className}`} aria-label={title}>
			<header className={styles.panelHead}>
				<h2>{title}</h2>
				{aside === undefined ? null : <div className={styles.panelAside}>{aside}</div>}
			</header>
			<div className={styles.panelBody} {...(isScrolled ? { tabIndex: 0 } : {})}>
				{children}
			</div>
		</section>
	);
}
