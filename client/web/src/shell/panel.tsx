import type { ReactNode } from "react";
import styles from "./shell.module.css";

/** A titled part of a page; `aside` stands at the right of the title. */
export function Panel({
	title,
	aside,
	children,
	className = "",
}: {
	title: string;
	aside?: ReactNode;
	children: ReactNode;
	className?: string | undefined;
}) {
	return (
		<section className={`${styles.panel} ${className}`} aria-label={title}>
			<header className={styles.panelHead}>
				<h2>{title}</h2>
				{aside === undefined ? null : <div className={styles.panelAside}>{aside}</div>}
			</header>
			<div className={styles.panelBody}>{children}</div>
		</section>
	);
}
