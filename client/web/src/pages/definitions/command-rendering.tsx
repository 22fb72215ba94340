import { useState } from "react";
import { ReadRenderingChoicesDocument } from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { SelectField, TextField } from "../../shell/fields.tsx";
import { Problem } from "../../shell/problem.tsx";
import { useSettled } from "../../shell/use-settled.ts";
import { type DefinitionContent, missingProgramWords, namesOfStages, quoted } from "./definition-model.ts";
import styles from "./definitions.module.css";
import { useLikelyProject } from "./definitions-address.ts";
import { named, typingMs, useRendered } from "./use-rendered.ts";

/** The final command for a chosen tile while the definition is being written, rendered as the worker does it. */
export function CommandRendering({
	content,
	isWritten,
	repositoryId,
	definitionId,
}: {
	content: DefinitionContent;
	/** It says what is run; before that there is no command. */
	isWritten: boolean;
	repositoryId: string | null;
	definitionId: string | null;
}) {
	const live = useLive();
	const projects = useReading(live.projects);
	const [chosenProject, setChosenProject] = useState<string | null>(null);
	const [chosenStage, setChosenStage] = useState<string | null>(null);
	const [chosenTile, setChosenTile] = useState<string | null>(null);
	const [path, setPath] = useState("");
	const wantedPath = useSettled(path.trim(), typingMs);
	const list = projects.kind === "ready" ? projects.value : [];
	const likely = useLikelyProject();
	const projectId = chosenProject ?? list.find(({ id }) => id === likely)?.id ?? list[0]?.id ?? null;
	const choices = useReading(
		projectId === null
			? null
			: live.detail(projectId, ReadRenderingChoicesDocument, {
					projectId,
					path: wantedPath === "" ? null : wantedPath,
				}),
	);
	const project = choices.kind === "ready" ? choices.value.project : null;
	const stages = project?.stages.filter((stage) => stage.kind !== "ROOT") ?? [];
	const stageId = chosenStage ?? stages.find((stage) => stage.definition?.id === definitionId)?.id ?? null;
	const tiles = project?.tiles.edges.map(({ node }) => node) ?? [];
	const tileId = tiles.find((tile) => tile.id === chosenTile)?.id ?? tiles[0]?.id ?? null;
	const { rendered, problem } = useRendered(isWritten ? { content, repositoryId, projectId, stageId, tileId } : null);
	const ofStages = rendered === null ? [] : namesOfStages(content, rendered.values);
	if (projects.kind === "ready" && list.length === 0) {
		return <p className={styles.hint}>With a project, the final command for one of its tiles is shown here.</p>;
	}
	return (
		<section className={styles.rendering} aria-label="The command for a tile">
			<div className={styles.fields}>
				<SelectField
					label="For a tile of"
					value={projectId ?? ""}
					choices={list.map(({ id, name }) => ({ value: id, words: name }))}
					onChange={(id) => {
						setChosenProject(id);
						setChosenStage(null);
						setChosenTile(null);
					}}
				/>
				<SelectField
					label="As stage"
					value={stageId ?? ""}
					choices={[
						{ value: "", words: "no stage: without its parameters" },
						...stages.map(({ id, name }) => ({ value: id, words: name })),
					]}
					onChange={setChosenStage}
				/>
				<TextField label="Find a tile" placeholder="part of its path" value={path} onChange={setPath} />
				<SelectField
					label="Tile"
					value={tileId ?? ""}
					choices={
						tiles.length === 0
							? [{ value: "", words: "no tile yet" }]
							: tiles.map(({ id, relativePath }) => ({ value: id, words: relativePath }))
					}
					onChange={setChosenTile}
				/>
			</div>
			{isWritten ? null : (
				<p className="dim">The final command for this tile is shown here once the program is named.</p>
			)}
			<Problem problem={problem} />
			{rendered === null ? null : (
				<>
					{rendered.missingProgram === null ? null : (
						<p className="tone-caution" data-testid="missing-program">
							{missingProgramWords(rendered.missingProgram)}
						</p>
					)}
					<ol className={styles.command} aria-label="Final command" data-testid="final-command">
						{rendered.command.map((argument, index) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: arguments have no identity but their place
							<li key={index}>{quoted(argument)}</li>
						))}
					</ol>
					{rendered.command.length === 0 ? <p className="dim">Nothing is run.</p> : null}
					{ofStages.length === 0 ? null : (
						<p className="dim">Each stage gives {ofStages.map(named).join(", ")} its value.</p>
					)}
					{rendered.unknownNames.length === 0 ? null : (
						<p className="tone-caution">
							Nothing is called {rendered.unknownNames.map(named).join(", ")} here: it is passed on as its own name.
						</p>
					)}
					<details>
						<summary>Everything that can be named</summary>
						<dl className={styles.values}>
							{rendered.values.map(({ name, value }) => (
								<div key={name}>
									<dt>{`\${${name}}`}</dt>
									<dd>{value === "" ? <span className="dim">empty</span> : value}</dd>
								</div>
							))}
						</dl>
					</details>
				</>
			)}
		</section>
	);
}
