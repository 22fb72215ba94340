import type { ReactNode } from "react";
import styles from "./stage-form.module.css";

/** A part of a form that can be folded away. */
export function Fold({ title, isOpen, children }: { title: string; isOpen: boolean; children: ReactNode }) {
	return (
		<details className={styles.fold} open={isOpen}>
			<summary>{title}</summary>
			<div className={styles.form}>{children}</div>
		</details>
	);
}
