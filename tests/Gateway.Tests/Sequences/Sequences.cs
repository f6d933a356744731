using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Engram.Gateway.Tests.Sequences;

/// <summary>Requests about sequence sets.</summary>
internal static class Sequences
{
    public const string Set = "/v1/sequences/watched";

    private static readonly string[] Films = ["Fight Club", "Held Up", "Warlock"];

    public static async Task MakeAsync(this GatewayHost gateway, object? options = null) =>
        (await gateway.SendAsync(HttpMethod.Put, Set, JsonContent.Create(options ?? new { }))).EnsureSuccessStatusCode();

    /// <summary>Lines of the events of a subject, an hour after each other from noon, before the clock of every test.</summary>
    public static string EventsOf(string subject, int count = 3) => string.Join('\n', Enumerable.Range(0, count).Select(i =>
        JsonSerializer.Serialize(
            new { id = $"{subject}-{i}", subject, item = Films[i % Films.Length], at = $"2026-01-01T{12 + i}:00:00Z" })));

    public static async Task<JsonElement> AddAsync(this GatewayHost gateway, string lines)
    {
        var response = await gateway.UploadAsync(lines);
        response.EnsureSuccessStatusCode();
        return await response.JsonAsync();
    }

    public static Task<HttpResponseMessage> UploadAsync(this GatewayHost gateway, string lines) => gateway.SendAsync(
        HttpMethod.Post, Set + "/events", new StringContent(lines, new MediaTypeHeaderValue("application/x-ndjson")));

    /// <summary>What became of the lines: added, known, forgotten, expired, refused.</summary>
    public static string Counts(this JsonElement result) => string.Join(' ', ((string[])["added", "known", "forgotten", "expired",
        "rejectedLines"]).Select(name => result.GetProperty(name).GetInt32()));

    public static async Task<JsonElement> GetJsonAsync(this GatewayHost gateway, string path) =>
        await (await gateway.SendAsync(HttpMethod.Get, path)).JsonAsync();
}
