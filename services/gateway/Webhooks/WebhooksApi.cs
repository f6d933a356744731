using System.ComponentModel;
using Engram.ApiContracts;
using Engram.ApiContracts.Webhooks;
using Engram.Gateway.Http;
using Microsoft.AspNetCore.Mvc;

namespace Engram.Gateway.Webhooks;

/// <summary>HTTP endpoints of webhooks.</summary>
internal static class WebhooksApi
{
    private const string Path = "/v1/webhooks";
    private const string Json = "application/json";
    private const int MaxBodyBytes = 16 << 10;
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 200;

    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        api.MapGet(Path, ListAsync).WithSummary("List webhooks").Produces<WebhookList>();
        api.MapPost(Path, MakeAsync)
            .WithSummary("Send events to an address, from now on")
            .WithDescription(
                "By Standard Webhooks 1.0.0: signed with the secret, which is shown only in the answer; attempts over three days until the "
                + "receiver answers 2xx; no redirects. 410 disables the webhook. Receivers recognize repeats by the header webhook-id.")
            .Accepts<WebhookDefinition>(Json)
            .Produces<WebhookResource>(StatusCodes.Status201Created).ProducesProblem(400).ProducesProblem(409).ProducesProblem(422);
        api.MapGet(Path + "/{id}", GetAsync).WithSummary("Get a webhook").Produces<WebhookResource>().ProducesProblem(404);
        api.MapPut(Path + "/{id}", ChangeAsync)
            .WithSummary("Change, enable or disable a webhook")
            .WithDescription("Replaces the whole definition; the secret stays. Events that happened while it was disabled are sent if they "
                + "are still kept (Gateway:Events:KeptFor).")
            .Accepts<WebhookDefinition>(Json)
            .Produces<WebhookResource>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);
        api.MapDelete(Path + "/{id}", DeleteAsync)
            .WithSummary("Delete a webhook with its deliveries")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(404);
        api.MapPost(Path + "/{id}/secret", RotateSecretAsync)
            .WithSummary("Make a new secret; the former one signs too for Gateway:Webhooks:SecretOverlap")
            .Produces<WebhookResource>().ProducesProblem(404);
        api.MapPost(Path + "/{id}/test", TestAsync)
            .WithSummary("Send an event of type webhook.test")
            .Produces<DeliveryResource>(StatusCodes.Status202Accepted).ProducesProblem(404).ProducesProblem(409);
        api.MapGet(Path + "/{id}/deliveries", ListDeliveriesAsync)
            .WithSummary("List what was sent to a webhook and how that ended, newest first")
            .Produces<DeliveryPage>().ProducesProblem(400).ProducesProblem(404);
        api.MapPost(Path + "/{id}/replay", ReplayAsync)
            .WithSummary("Send a delivery, or those of a time, again under the same ids")
            .Accepts<ReplayRequest>(Json)
            .Produces<ReplayResult>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);
    }

    private static async Task<IResult> ListAsync(WebhookCatalogue webhooks, CancellationToken cancellationToken) =>
        TypedResults.Json(await webhooks.ListAsync(cancellationToken), ApiJson.Options);

    private static async Task<IResult> MakeAsync(HttpContext context, WebhookCatalogue webhooks, CancellationToken cancellationToken)
    {
        var webhook = await webhooks.MakeAsync(await ReadAsync<WebhookDefinition>(context, cancellationToken), cancellationToken);
        context.Response.Headers.Location = $"{Path}/{webhook.Id}";
        return TypedResults.Json(webhook, ApiJson.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> GetAsync(string id, WebhookCatalogue webhooks, CancellationToken cancellationToken) =>
        TypedResults.Json(await webhooks.GetAsync(id, cancellationToken), ApiJson.Options);

    private static async Task<IResult> ChangeAsync(
        HttpContext context, string id, WebhookCatalogue webhooks, CancellationToken cancellationToken) =>
        TypedResults.Json(
            await webhooks.ChangeAsync(id, await ReadAsync<WebhookDefinition>(context, cancellationToken), cancellationToken),
            ApiJson.Options);

    private static async Task<IResult> DeleteAsync(string id, WebhookCatalogue webhooks, CancellationToken cancellationToken)
    {
        await webhooks.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RotateSecretAsync(string id, WebhookCatalogue webhooks, CancellationToken cancellationToken) =>
        TypedResults.Json(await webhooks.RotateSecretAsync(id, cancellationToken), ApiJson.Options);

    private static async Task<IResult> TestAsync(string id, WebhookCatalogue webhooks, CancellationToken cancellationToken) =>
        TypedResults.Json(
            await webhooks.TestAsync(id, cancellationToken), ApiJson.Options, statusCode: StatusCodes.Status202Accepted);

    private static async Task<IResult> ListDeliveriesAsync(
        string id,
        WebhookCatalogue webhooks,
        CancellationToken cancellationToken,
        [FromQuery, Description("Only deliveries in this state: pending, delivered, failed or dropped.")] string? state = null,
        [FromQuery, Description("'next' of the page before.")] string? cursor = null,
        [FromQuery, Description("Deliveries a page, 1 to 200. Default 50.")] string? limit = null) =>
        TypedResults.Json(
            await webhooks.ListDeliveriesAsync(
                id,
                state is null ? null : Query.Word<DeliveryState>(nameof(state), state),
                PageCursor.Read(cursor),
                limit is null ? DefaultPageSize : Query.Number(nameof(limit), limit, 1, MaxPageSize),
                cancellationToken),
            ApiJson.Options);

    private static async Task<IResult> ReplayAsync(
        HttpContext context, string id, WebhookCatalogue webhooks, CancellationToken cancellationToken) =>
        TypedResults.Json(
            await webhooks.ReplayAsync(id, await ReadAsync<ReplayRequest>(context, cancellationToken), cancellationToken),
            ApiJson.Options);

    private static Task<T> ReadAsync<T>(HttpContext context, CancellationToken cancellationToken)
    {
        MediaTypes.Require(context.Request, Json);
        return context.Request.ReadJsonAsync<T>(MaxBodyBytes, cancellationToken);
    }
}
