import { ListRepositoriesDocument, type RepositoryFragment } from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { pick } from "../command/pick.ts";

export async function findRepository(api: Api, text: string): Promise<RepositoryFragment> {
	const { taskRepositories } = await api.ask(ListRepositoriesDocument, {});
	return pick(
		taskRepositories.filter(({ archivedAt }) => archivedAt === null),
		text,
		"task repository",
	);
}
