using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Engram.ServiceDefaults;

/// <summary>Where a service listens and who may call it.</summary>
public sealed class ListeningOptions : IValidatableObject
{
    public const string SectionName = "Listening";

    /// <summary>Addresses to listen on, separated by semicolons. Default: one loopback address on a port the system picks.</summary>
    [Required]
    public string Urls { get; set; } = "http://127.0.0.1:0";

    /// <summary>Keys that open the service, sent as <c>Authorization: Bearer KEY</c>. Needed as soon as an address is not loopback. Arrive by
    /// environment (<c>Listening__ApiKeys__0</c>), never by file.</summary>
    public IList<string> ApiKeys { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var url in Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsLoopback(url) && ApiKeys.Count == 0)
                yield return new ValidationResult(
                    $"{SectionName}:{nameof(Urls)} holds '{url}', which can be reached from other machines, and no API key is set. " +
                    $"Set {SectionName}__{nameof(ApiKeys)}__0, or listen on 127.0.0.1.",
                    [nameof(Urls)]);
        }

        foreach (var key in ApiKeys)
        {
            if (key.Length < 16)
                yield return new ValidationResult($"{SectionName}:{nameof(ApiKeys)} holds a key of {key.Length} characters; use at least 16.", [nameof(ApiKeys)]);
        }
    }

    // 'http://+:80' and 'http://*:80' are no URIs: whatever can't be read as a loopback address counts as open.
    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.IsLoopback || (IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address)));
}
