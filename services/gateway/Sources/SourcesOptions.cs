using System.ComponentModel.DataAnnotations;
using Engram.ApiContracts.Sources;

namespace Engram.Gateway.Sources;

/// <summary>Live streams to follow from the start, and the tokens of platforms. Must be the same on every gateway.</summary>
public sealed class SourcesOptions : IValidatableObject
{
    /// <summary>Streams to follow: <c>Sources__0__Name</c>, <c>Sources__0__Form</c>, <c>Sources__0__Url</c>
    /// and so on. Their addresses may be private.</summary>
    public IList<SourceOptions> Sources { get; } = [];

    /// <summary>Tokens: <c>SourceTokens__0__Host</c>, <c>SourceTokens__0__Variable</c>.</summary>
    public IList<SourceTokenOptions> SourceTokens { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var faults = FaultsOf(nameof(Sources), Sources).Concat(FaultsOf(nameof(SourceTokens), SourceTokens)).ToList();
        faults.AddRange(Sources.CountBy(source => source.Name ?? "").Where(name => name.Value > 1).Select(name =>
            new ValidationResult($"{nameof(Sources)} names '{name.Key}' {name.Value} times; give each another name.", [nameof(Sources)])));
        return faults;
    }

    private static IEnumerable<ValidationResult> FaultsOf(string section, IEnumerable<object> items)
    {
        foreach (var (i, item) in items.Index())
        {
            var faults = new List<ValidationResult>();
            Validator.TryValidateObject(item, new ValidationContext(item), faults, validateAllProperties: true);
            foreach (var fault in faults)
                yield return new ValidationResult($"{section}:{i}: {fault.ErrorMessage}", [section]);
        }
    }
}

/// <summary>A live stream that the options define.</summary>
public sealed record SourceOptions : SourceDefinition
{
    /// <summary>Name of the source: 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit.</summary>
    [Required, RegularExpression(SourceCatalogue.NamePattern)]
    public string? Name { get; init; }
}

/// <summary>Where to find the token of a platform.</summary>
public sealed record SourceTokenOptions : IValidatableObject
{
    /// <summary>The only host that the token is sent to: <c>api.x.com</c>, with its port if it is not the usual one.</summary>
    [Required]
    public string? Host { get; init; }

    /// <summary>The environment variable that holds the token.</summary>
    [Required]
    public string? Variable { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable!)))
            yield return new ValidationResult(
                $"{nameof(Variable)} names {Variable}, which the environment does not hold.", [nameof(Variable)]);
    }
}
