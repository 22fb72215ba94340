import { ListNotificationRulesDocument, type NotificationRuleFragment } from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { pick } from "../command/pick.ts";

/** By id or name. */
export async function findRule(api: Api, text: string): Promise<NotificationRuleFragment> {
	return pick((await api.ask(ListNotificationRulesDocument, {})).notificationRules, text, "notification rule");
}
