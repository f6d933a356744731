using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Engram.Hosting;

/// <summary>Where a service listens and who may call it.</summary>
public sealed class ListeningOptions : IValidatableObject
{
    public const string SectionName = "Listening";

    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Addresses to listen on, separated by semicolons. Default: one loopback address on a port that the system picks.</summary>
    [Required]
    public string Urls { get; set; } = "http://127.0.0.1:0";

    /// <summary>API keys, sent as <c>Authorization: Bearer KEY</c>. Required as soon as an address is not loopback. Each is <c>KEY</c> or
    /// <c>sha256:HEX</c>, the hash of one, with its role after a space: read, write or admin (the default). Set by environment
    /// (<c>Listening__ApiKeys__0</c>). Default: none.</summary>
    [Secret]
    public IList<string> ApiKeys { get; } = [];

    /// <summary>File of further keys, one per line, in the same form; <c>#</c> begins a comment. It is read again every
    /// <see cref="ApiKeysFileInterval"/>: to rotate a key, add the new one, change the callers, remove the old one. Default:
    /// none.</summary>
    public string ApiKeysFile { get; set; } = "";

    /// <summary>Interval at which <see cref="ApiKeysFile"/> is read again. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan ApiKeysFileInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Host names by which the service may be called; <c>*</c>: any. Default: the loopback names and the hosts in
    /// <see cref="Urls"/>, or any when an address listens on every interface.</summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Origins, as <c>https://host:port</c>, whose pages may use the service in addition to its own. Default: none.</summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Returns the names by which the service may be called.</summary>
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

        foreach (var fault in ApiKeys.Select(FaultOf).OfType<string>())
            yield return new ValidationResult($"{SectionName}:{nameof(ApiKeys)} holds {fault}.", [nameof(ApiKeys)]);
    }

    private static string? FaultOf(string key)
    {
        try
        {
            ApiKey.Parse(key);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    internal string[] Addresses() => Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // A service on every interface can't know the names it is called by, so it allows any. It then requires an API key, which no web page
    // has.
    private static string HostOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && !(IPAddress.TryParse(uri.Host, out var address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))) ? uri.Host : "*";

    // 'http://+:80' and 'http://*:80' are not valid URIs: an address counts as public unless it parses as loopback.
    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.IsLoopback || (IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address)));
}
