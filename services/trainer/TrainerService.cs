using MassTransit;

namespace Engram.Trainer;

/// <summary>What a host needs to run this service.</summary>
public static class TrainerService
{
    public static WebApplicationBuilder AddTrainer(this WebApplicationBuilder builder) => builder;

    public static void AddTrainerConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
    }
}
