using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Engram.Hosting;

/// <summary>Where a service listens and who may call it.</summary>
public sealed class ListeningOptions : IValidatableObject
{
    public const string SectionName = "Listening";

    internal const int MinApiKeyLength = 16;

    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Addresses to listen on, separated by semicolons. Default: one loopback address on a port the system picks.</summary>
    [Required]
    public string Urls { get; set; } = "http://127.0.0.1:0";

    /// <summary>Keys that open the service, sent as <c>Authorization: Bearer KEY</c>. Needed as soon as an address is not loopback. Arrive
    /// by environment (<c>Listening__ApiKeys__0</c>).</summary>
    public IList<string> ApiKeys { get; } = [];

    /// <summary>File of further keys, one per line; <c>#</c> begins a comment. It is read again every
    /// <see cref="ApiKeysFileInterval"/>: to rotate a key, add the new one, change the callers, remove the old one. Default:
    /// none.</summary>
    public string ApiKeysFile { get; set; } = "";

    /// <summary>Time from one reading of <see cref="ApiKeysFile"/> to the next. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan ApiKeysFileInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Host names by which the service may be called; <c>*</c>: any. Default: the loopback names and those of
    /// <see cref="Urls"/>; any,
    /// where an address is every interface's.</summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Origins, <c>https://host:port</c>, whose pages may use the service beside its own. Default: none.</summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>The names by which the service may be called.</summary>
    internal IReadOnlySet<string> HostNames() =>
        (AllowedHosts.Count > 0 ? AllowedHosts : LoopbackNames.Concat(Addresses().Select(HostOf)))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var url in Addresses())
        {
            if (!IsLoopback(url) && ApiKeys.Count == 0 && ApiKeysFile.Length == 0)
                yield return new ValidationResult(
                    $"{SectionName}:{nameof(Urls)} holds '{url}', which can be reached from other machines, and no API key is set. " +
                    $"Set {SectionName}__{nameof(ApiKeys)}__0 or {SectionName}__{nameof(ApiKeysFile)}, or listen on 127.0.0.1.",
                    [nameof(Urls)]);
        }

        foreach (var key in ApiKeys)
        {
            if (key.Length < MinApiKeyLength)
                yield return new ValidationResult(
                    $"{SectionName}:{nameof(ApiKeys)} holds a key of {key.Length} characters; use at least {MinApiKeyLength}.",
                    [nameof(ApiKeys)]);
        }
    }

    internal string[] Addresses() => Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // What listens on every interface is called by names that it can't know; it opens to keys alone, which no page has.
    private static string HostOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && !(IPAddress.TryParse(uri.Host, out var address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))) ? uri.Host : "*";

    // 'http://+:80' and 'http://*:80' are no URIs: whatever can't be read as a loopback address counts as open.
    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.IsLoopback || (IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address)));
}
