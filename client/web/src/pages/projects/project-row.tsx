import { Link } from "wouter";
import type { ListedProject } from "../../live/live.ts";
import { expectedTiles, totalCounts } from "../../live/live-store-model.ts";
import { Quiet } from "../../shell/time-text.tsx";
import { StateBar, StateNumbers } from "../../states/state-bar.tsx";
import { inputStateTable } from "../../states/state-table.ts";
import { countWords, plural } from "../../wording/number-words.ts";
import styles from "./projects.module.css";

export function ProjectRow({ project }: { project: ListedProject }) {
	const counts = totalCounts(project.stages);
	const expected = expectedTiles(project.sources);
	return (
		<li>
			<Link href={`/projects/${project.id}`} className={styles.row}>
				<span className={styles.name}>
					<strong>{project.name}</strong>
					{project.isPaused ? <span className={`${styles.paused} tone-caution`}>paused</span> : null}
					<small>{project.description}</small>
				</span>
				<span className={styles.tiles}>
					<span>
						<b>{countWords(project.tileCount)}</b>
						{expected === null ? ` ${project.tileCount === 1 ? "tile" : "tiles"}` : ` of ${plural(expected, "tile")}`}
					</span>
					<small>
						{project.tileCount > project.completeTileCount
							? `${countWords(project.tileCount - project.completeTileCount)} still being written`
							: project.tileCount === 0
								? "none has arrived yet"
								: "arrived and completely written"}
					</small>
				</span>
				<span className={styles.states}>
					<StateBar counts={counts} height={8} />
					<small>
						<StateNumbers counts={counts} />
					</small>
				</span>
				<span className={styles.source}>
					{project.sources.length === 0 ? <small>no source</small> : null}
					{project.sources.map((source) => {
						const look = inputStateTable[source.inputState];
						return (
							<span key={source.id}>
								<span
									className={source.problem === null ? `tone-${look.tone}` : "tone-bad"}
									title={source.problem?.message}
								>
									{source.name}: {look.word}
								</span>
								<small>
									{source.finishedAt === null ? <Quiet since={source.lastChangedAt} /> : "acquisition finished"}
								</small>
							</span>
						);
					})}
				</span>
			</Link>
		</li>
	);
}
