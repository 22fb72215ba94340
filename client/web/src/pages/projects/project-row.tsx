import { Link } from "wouter";
import type { ListedProject } from "../../live/live.ts";
import { expectedTiles, totalCounts } from "../../live/live-store-model.ts";
import { Quiet, Sentence } from "../../shell/time-text.tsx";
import { StateBar, StateNumbers } from "../../states/state-bar.tsx";
import { inputStateTable } from "../../states/state-table.ts";
import { countWords, plural } from "../../wording/number-words.ts";
import { arrivalTable } from "../project/pace/pace-model.ts";
import type { ProjectNeed } from "./project-need-model.ts";
import styles from "./projects.module.css";

export function ProjectRow({ project, need }: { project: ListedProject; need: ProjectNeed }) {
	const counts = totalCounts(project.stages);
	const expected = expectedTiles(project.sources);
	return (
		<li>
			<Link href={`/projects/${project.id}`} className={styles.row} data-need={need.need}>
				<span className={styles.name}>
					<strong>{project.name}</strong>
					{project.isPaused ? <span className={`${styles.paused} tone-caution`}>paused</span> : null}
					<small title={project.description}>{project.description}</small>
				</span>
				<Verdict need={need} />
				<span className={styles.tiles}>
					<span>
						<b>{countWords(project.tileCount)}</b>
						{expected === null ? ` ${project.tileCount === 1 ? "tile" : "tiles"}` : ` of ${plural(expected, "tile")}`}
						{project.pace === null ? null : (
							<span className={`${styles.word} tone-${arrivalTable[project.pace.arrival.verdict].tone}`}>
								{arrivalTable[project.pace.arrival.verdict].word}
							</span>
						)}
					</span>
					<small>
						{project.tileCount > project.completeTileCount
							? `${countWords(project.tileCount - project.completeTileCount)} still being written`
							: project.tileCount === 0
								? "none has arrived yet"
								: "arrived and completely written"}
					</small>
					{project.sources.length === 0 ? <small>no source</small> : null}
					{project.sources.map((source) => {
						const look = inputStateTable[source.inputState];
						return (
							<small key={source.id}>
								<span
									className={source.problem === null ? `tone-${look.tone}` : "tone-bad"}
									title={source.problem?.message}
								>
									{source.name}: {look.word}
								</span>
								{" · "}
								{source.finishedAt === null ? <Quiet since={source.lastChangedAt} /> : "acquisition finished"}
							</small>
						);
					})}
				</span>
				<span className={styles.states}>
					<StateBar counts={counts} height={8} />
					<small>
						<StateNumbers counts={counts} words />
					</small>
				</span>
			</Link>
		</li>
	);
}

/** Whether all is well with it, in the words of its own page. */
function Verdict({ need: { look, sentence, end, forPerson, signs } }: { need: ProjectNeed }) {
	return (
		<span className={styles.verdict} data-testid="verdict">
			{look === null ? (
				<span className="dim">not looked at yet</span>
			) : (
				<strong className={`tone-${look.tone}`} title={look.meaning}>
					{look.word}
				</strong>
			)}
			{forPerson === "" ? null : <span className={`${styles.waits} tone-caution`}>{forPerson}</span>}
			{signs.map(({ tone, words }) => (
				<small key={words} className={styles.sign}>
					<span className={`tone-${tone}`}>{words}</span>
				</small>
			))}
			<small>
				<Sentence text={sentence} />
				{end === "" ? null : ` · ${end}`}
			</small>
		</span>
	);
}
