import { type ReactNode, useEffect } from "react";
import { Brand } from "./brand.tsx";
import { CoordinatorBadge, LineBadge } from "./line-badge.tsx";
import styles from "./site.module.css";
import { SiteNav } from "./site-nav.tsx";

/** The frame of a page that belongs to no single project. */
export function SitePage({
	title,
	outOfSyncSinceMs,
	children,
}: {
	title: string;
	outOfSyncSinceMs: () => number | null;
	children: ReactNode;
}) {
	useEffect(() => {
		document.title = `${title} · Tilewright`;
	}, [title]);
	return (
		<div className={styles.page}>
			<header className={styles.top}>
				<Brand />
				<SiteNav />
				<span className={styles.topRight}>
					<LineBadge outOfSyncSinceMs={outOfSyncSinceMs} />
					<CoordinatorBadge />
				</span>
			</header>
			<main className={styles.main}>
				<h1>{title}</h1>
				{children}
			</main>
		</div>
	);
}
