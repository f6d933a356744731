using System.Net.Http.Json;
using Engram.ApiContracts.Webhooks;

namespace Engram.Client;

public sealed partial class GatewayClient
{
    private const string Webhooks = "v1/webhooks";

    /// <summary>Makes a webhook. Its secret is in this answer only.</summary>
    public Task<WebhookResource> MakeWebhookAsync(WebhookDefinition definition, CancellationToken cancellationToken) =>
        SendJsonAsync<WebhookDefinition, WebhookResource>(HttpMethod.Post, Webhooks, definition, cancellationToken);

    /// <summary>Replaces the definition of a webhook.</summary>
    public Task<WebhookResource> ChangeWebhookAsync(string id, WebhookDefinition definition, CancellationToken cancellationToken) =>
        SendJsonAsync<WebhookDefinition, WebhookResource>(HttpMethod.Put, WebhookPath(id), definition, cancellationToken);

    public Task<WebhookList> ListWebhooksAsync(CancellationToken cancellationToken) => GetAsync<WebhookList>(Webhooks, cancellationToken);

    public Task<WebhookResource> GetWebhookAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<WebhookResource>(WebhookPath(id), cancellationToken);

    public Task DeleteWebhookAsync(string id, CancellationToken cancellationToken) => DeleteAsync(WebhookPath(id), cancellationToken);

    /// <summary>Makes a new secret, which is in this answer only.</summary>
    public async Task<WebhookResource> RotateWebhookSecretAsync(string id, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, WebhookPath(id) + "/secret");
        return await SendAsync<WebhookResource>(request, cancellationToken);
    }

    /// <summary>Sends an event that tests the webhook.</summary>
    public async Task<DeliveryResource> TestWebhookAsync(string id, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, WebhookPath(id) + "/test");
        return await SendAsync<DeliveryResource>(request, cancellationToken);
    }

    /// <summary>Yields a webhook's deliveries, newest first.</summary>
    public IAsyncEnumerable<DeliveryResource> ListDeliveriesAsync(
        string id, DeliveryState? state, CancellationToken cancellationToken) =>
        ListAsync<DeliveryPage, DeliveryResource>(
            WebhookPath(id) + "/deliveries", [new("state", state?.ToString())], page => page.Deliveries, page => page.Next,
            cancellationToken);

    /// <summary>Sends deliveries again under their ids.</summary>
    public Task<ReplayResult> ReplayWebhookAsync(string id, ReplayRequest which, CancellationToken cancellationToken) =>
        SendJsonAsync<ReplayRequest, ReplayResult>(HttpMethod.Post, WebhookPath(id) + "/replay", which, cancellationToken);

    private async Task<TResult> SendJsonAsync<TBody, TResult>(
        HttpMethod method, string path, TBody body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, options: ClientJson.Options) };
        return await SendAsync<TResult>(request, cancellationToken);
    }

    private static string WebhookPath(string id) => $"{Webhooks}/{Uri.EscapeDataString(id)}";
}
