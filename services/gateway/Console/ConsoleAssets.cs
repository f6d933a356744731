using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Engram.Gateway.Console;

/// <summary>The console's style sheet, script and icon. Their addresses change with their content, so browsers keep them.</summary>
internal static class ConsoleAssets
{
    public const string Path = "/console/assets";

    private const int VersionBytes = 9;

    private static readonly FrozenDictionary<string, Asset> All = new[]
    {
        Read("console.css", "text/css; charset=utf-8"), Read("console.js", "text/javascript; charset=utf-8"),
        Read("icon.svg", "image/svg+xml"),
    }.ToFrozenDictionary(asset => asset.Name);

    public static string UrlOf(string name) => $"{Path}/{name}?v={All[name].Version}";

    public static IResult Get(HttpContext context, string name)
    {
        if (!All.TryGetValue(name, out var asset))
            return TypedResults.NotFound();
        var isCurrent = context.Request.Query["v"] == asset.Version;
        context.Response.Headers.CacheControl = isCurrent ? "public, max-age=31536000, immutable" : "no-cache";
        return TypedResults.Bytes(asset.Content, asset.MediaType, entityTag: new EntityTagHeaderValue($"\"{asset.Version}\""));
    }

    private static Asset Read(string name, string mediaType)
    {
        using var content = typeof(ConsoleAssets).Assembly.GetManifestResourceStream($"Engram.Gateway.Console.Assets.{name}")!;
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return new Asset(name, mediaType, bytes, Base64Url.EncodeToString(SHA256.HashData(bytes).AsSpan(0, VersionBytes)));
    }

    private sealed record Asset(string Name, string MediaType, byte[] Content, string Version);
}
