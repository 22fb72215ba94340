import { useState } from "react";
import { Link, useLocation } from "wouter";
import { ReadDefinitionsDocument, type ReadDefinitionsResult } from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../shell/notice.tsx";
import { SitePage } from "../../shell/site-page.tsx";
import { AddToProject } from "./add-to-project.tsx";
import { DefinitionDetail, filesMayHaveChangedMs } from "./definition-detail.tsx";
import type { MadeDefinition } from "./definition-form.tsx";
import { contentFrom, missingProgramWords, programPath, programWords, type Repository } from "./definition-model.ts";
import styles from "./definitions.module.css";
import { definitionsHref, graphHref, useOriginProject } from "./definitions-address.ts";
import { RepositoryForm } from "./repository-form.tsx";

const shownKinds = ["TASK_DEFINITION", "TASK_REPOSITORY"] as const;

type DefinitionRow = ReadDefinitionsResult["taskDefinitions"][number];

/** Programs and how they are run, by the repository they lie in; one open. `id` null shows none, `new` a new one. */
export function DefinitionsPage({ id }: { id: string | null }) {
	const definitions = useLive().watched(ReadDefinitionsDocument, {}, shownKinds, filesMayHaveChangedMs);
	const reading = useReading(definitions);
	const [, navigate] = useLocation();
	const fromProject = useOriginProject();
	const [made, setMade] = useState<MadeDefinition | null>(null);
	const open = (wanted: string | null) => navigate(definitionsHref(wanted, fromProject));
	const [editedRepository, setEditedRepository] = useState<string | null>(null);
	const again = () => definitions.rereadWithin(0);
	const list = reading.kind === "ready" ? reading.value.taskDefinitions : [];
	const repositories = reading.kind === "ready" ? reading.value.taskRepositories : [];
	const loose = list.filter((definition) => definition.repository === null);
	return (
		<SitePage title="Definitions and repositories" outOfSyncSinceMs={() => definitions.outOfSyncSinceMs}>
			{reading.kind === "loading" ? <LoadingLines lines={8} label="Reading the definitions" /> : null}
			{reading.kind === "failed" ? (
				<ProblemNotice problem={reading.problem} what="The definitions" onRetry={again} />
			) : null}
			{reading.kind !== "ready" ? null : (
				<div className={styles.columns}>
					<nav className={styles.list} aria-label="Task definitions">
						{reading.problem === null ? null : <StaleStrip problem={reading.problem} isWholePage />}
						{fromProject === null ? null : <BackToGraph projectId={fromProject} />}
						<div className={styles.buttons}>
							<button type="button" className={styles.button} onClick={() => open("new")}>
								New definition
							</button>
							<button type="button" className={styles.button} onClick={() => setEditedRepository("new")}>
								New repository
							</button>
						</div>
						{editedRepository === "new" ? (
							<RepositoryForm
								repository={null}
								onClose={() => {
									setEditedRepository(null);
									again();
								}}
							/>
						) : null}
						{repositories.map((repository) => (
							<section key={repository.id}>
								<h2>
									{repository.name}{" "}
									<button
										type="button"
										className={styles.link}
										onClick={() => setEditedRepository(editedRepository === repository.id ? null : repository.id)}
									>
										edit
									</button>
								</h2>
								<p className="mono dim">{repository.location}</p>
								{editedRepository === repository.id ? (
									<RepositoryForm
										repository={repository}
										onClose={() => {
											setEditedRepository(null);
											again();
										}}
									/>
								) : null}
								<Definitions
									list={list.filter((definition) => definition.repository?.id === repository.id)}
									openId={id}
									fromProject={fromProject}
								/>
							</section>
						))}
						<section>
							<h2>In no repository</h2>
							<Definitions list={loose} openId={id} fromProject={fromProject} />
						</section>
					</nav>
					<div className={styles.detail}>
						{made !== null && made.id === id ? (
							<MadeNotice
								made={made}
								definition={list.find((definition) => definition.id === made.id)}
								repositories={repositories}
								fromProject={fromProject}
							/>
						) : null}
						{id === null ? (
							<Notice title="Choose a definition">
								<p>A definition says which program is run, with which arguments, and what it must leave behind.</p>
							</Notice>
						) : (
							<DefinitionDetail
								key={id}
								id={id === "new" ? null : id}
								repositories={repositories}
								fromProject={fromProject}
								isJustMade={made?.id === id}
								onSaved={() => {
									setMade(null);
									again();
								}}
								onMade={(definition) => {
									setMade(definition);
									again();
									open(definition.id);
								}}
								onGone={() => {
									again();
									open(null);
								}}
							/>
						)}
					</div>
				</div>
			)}
		</SitePage>
	);
}

/** Said of a definition that was made just now, with the way on. */
function MadeNotice({
	made,
	definition,
	repositories,
	fromProject,
}: {
	made: MadeDefinition;
	/** Not there until it has been read. */
	definition: DefinitionRow | undefined;
	repositories: readonly Repository[];
	fromProject: string | null;
}) {
	const location = repositories.find(({ id }) => id === definition?.repository?.id)?.location ?? null;
	const missing =
		definition === undefined || definition.programExists
			? null
			: programPath(contentFrom(definition.content), location);
	return (
		<div className={missing === null ? styles.made : styles.madeWithout} role="status" data-testid="made">
			<p>
				{made.words}{" "}
				{missing !== null ? missingProgramWords(missing) : definition === undefined ? "" : "A stage can run it now."}
			</p>
			<AddToProject definitionId={made.id} fromProject={fromProject} />
		</div>
	);
}

function BackToGraph({ projectId }: { projectId: string }) {
	const projects = useReading(useLive().projects);
	const project = projects.kind === "ready" ? projects.value.find(({ id }) => id === projectId) : undefined;
	return (
		<p>
			<Link href={graphHref(projectId, null)}>← Back to the graph of {project?.name ?? "the project"}</Link>
		</p>
	);
}

function Definitions({
	list,
	openId,
	fromProject,
}: {
	list: readonly DefinitionRow[];
	openId: string | null;
	fromProject: string | null;
}) {
	if (list.length === 0) return <p className="dim">None.</p>;
	return (
		<ul>
			{list.map((definition) => (
				<li key={definition.id}>
					<Link
						href={definitionsHref(definition.id, fromProject)}
						aria-current={definition.id === openId ? "page" : undefined}
					>
						<strong>{definition.name}</strong> <span className="dim">version {definition.version}</span>
						<small>{programWords(contentFrom(definition.content))}</small>
						{definition.programExists ? null : (
							<small className="tone-caution">the coordinator does not find the program</small>
						)}
					</Link>
				</li>
			))}
		</ul>
	);
}
