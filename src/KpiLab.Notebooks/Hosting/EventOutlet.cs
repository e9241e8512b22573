namespace KpiLab.Notebooks;

/// <summary>The process's way to tell what happens; one message after another, from whatever thread.</summary>
internal sealed class EventOutlet(Stream pipe)
{
    private readonly Lock _sending = new();

    public void Send(WorkerEvent news)
    {
        lock (_sending)
        {
            try
            {
                Frame.Write(pipe, news, MessageJson.Default.WorkerEvent);
            }
            catch (IOException)
            {
                Environment.Exit(3); // nobody listens any more
            }
        }
    }
}
