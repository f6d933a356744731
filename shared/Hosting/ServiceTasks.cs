using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Engram.Hosting;

/// <summary>Brings the database of a service up to date.</summary>
public interface ISchemaUpdate
{
    Task UpdateAsync(CancellationToken cancellationToken);
}

/// <summary>What a service does instead of serving (<see cref="SupervisionOptions.Task"/>).</summary>
internal static class ServiceTasks
{
    /// <summary>Does the task that the settings name.</summary>
    /// <returns>False when the service is to serve.</returns>
    public static async Task<bool> TryDoTaskAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        var task = app.Configuration.Peek<SupervisionOptions>(SupervisionOptions.SectionName).Task;
        switch (task)
        {
            case ServiceTask.CheckSettings:
                CheckSettings(app.Services);
                return true;
            case ServiceTask.ListSettings:
                var settings = SettingDescription.All(app.Services.GetServices<SettingsSection>());
                Console.Out.WriteLine(JsonSerializer.Serialize(settings, JsonSerializerOptions.Web));
                return true;
            case ServiceTask.UpdateSchema:
                foreach (var update in app.Services.GetServices<ISchemaUpdate>())
                    await update.UpdateAsync(cancellationToken);
                return true;
            default:
                return false;
        }
    }

    private static void CheckSettings(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (Exception e) when (e is OptionsValidationException or AggregateException)
        {
            foreach (var reason in StartupErrorReporter.ReasonsOf(e))
                Console.Error.WriteLine(reason);
            Environment.ExitCode = 1;
        }
    }
}
