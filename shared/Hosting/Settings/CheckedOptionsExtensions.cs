using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Engram.Hosting;

/// <summary>Options that are checked at start, and the list of them.</summary>
public static class CheckedOptionsExtensions
{
    /// <summary>Registers options that are validated at start-up, so that a service with an invalid setting does not start.</summary>
    public static IServiceCollection AddCheckedOptions<TOptions>(this IServiceCollection services, string sectionName)
        where TOptions : class
    {
        services.AddSingleton(new SettingsSection(sectionName, typeof(TOptions)));
        services.AddOptions<TOptions>()
            .Configure<IConfiguration>((options, configuration) => Bind(configuration, sectionName, options))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services;
    }

    /// <summary>Registers secret texts of a section, each with its meaning, which are no options.</summary>
    public static IServiceCollection AddSecretTexts(
        this IServiceCollection services, string sectionName, IReadOnlyDictionary<string, string> texts) =>
        services.AddSingleton(new SettingsSection(sectionName, null) { Texts = texts, IsSecret = true, IsShared = true });

    /// <summary>Reads options while the host is being built. A value that can't be read leaves the defaults; the check at start reports
    /// it.</summary>
    public static TOptions Peek<TOptions>(this IConfiguration configuration, string sectionName)
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(configuration);
        try
        {
            return configuration.GetSection(sectionName).Get<TOptions>() ?? new TOptions();
        }
        catch (InvalidOperationException)
        {
            return new TOptions();
        }
    }

    internal static void AddSettingsCheck(this IServiceCollection services, SecretFiles files)
    {
        services.AddSingleton(files);
        services.AddSingleton<IValidateOptions<SettingNames>, SettingsCheck>();
        services.AddOptions<SettingNames>().ValidateOnStart();
    }

    private static void Bind<TOptions>(IConfiguration configuration, string sectionName, TOptions options)
        where TOptions : class
    {
        // The root binds as a whole: its options are among the names of other sections.
        var section = sectionName.Length == 0 ? configuration : configuration.GetSection(sectionName);
        var faults = SettingsCheck.Unreadable(sectionName, typeof(TOptions), configuration).ToList();
        if (faults.Count > 0)
            throw new OptionsValidationException(sectionName, typeof(TOptions), faults);
        section.Bind(options);
    }
}
